#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "blocks/block_layout.hpp"
#include "io/filled_file.hpp"
#include "io/raw_file.hpp"

namespace ebru {

/// Rows of data sets whose images lie in blocks over ranks: FilledFile's functions, where the values of a rank are
/// those of its block, and every rank writes its pieces of rows in place. Bytes and checksums are those of one rank.
/// All functions are collective and called alike on all ranks; what throws on one throws on all.
class BlockRows {
  public:
    /// Opens the file for writing on every rank; its HDF5 handles must be closed. \param row what a row is called.
    BlockRows(const BlockLayout& blocks, const std::filesystem::path& path, std::string row);

    /// Converts this block's part of a row, (n, y1 - y0, x1 - x0) for the row's n images, and writes it.
    /// \return on rank 0 `crc` extended by the bytes of the whole row; elsewhere `crc`.
    /// Cost besides writing: a checksum gathered for every piece that is a run in the file, Y of an image where it is
    /// cut along x, else Py.
    template <class Real>
    std::uint32_t store_values(const FilledFile::Part& part, std::int64_t row, std::span<const Real> values,
                               std::uint32_t crc);

    /// Writes numbers that all ranks have, by rank 0.
    template <class T>
    void store_numbers(const FilledFile::Part& part, std::int64_t first, std::span<const T> numbers);

    void sync();
    void close();

  private:
    template <class Real>
    void write_pieces(const FilledFile::Part& part, std::int64_t row, std::span<const Real> values);
    [[nodiscard]] std::uint32_t combine(const FilledFile::Part& part, std::size_t images, std::uint32_t crc) const;
    /// Runs of an image's bytes that block `rank` consists of, and rows of each.
    [[nodiscard]] int runs_of(int rank) const;

    const BlockLayout* blocks_;
    RawFile file_;
    std::string row_;
    std::vector<std::byte> buffer_;
    std::vector<std::uint32_t> own_crc_;       ///< (n, runs)
    std::vector<std::uint32_t> gathered_crc_;  ///< of all ranks, on rank 0
};

}  // namespace ebru
