#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "io/hdf5_file.hpp"
#include "io/raw_file.hpp"

namespace ebru {

/// An HDF5 file whose data sets, allocated when it was made, are filled in by position. HDF5 says where the bytes lie
/// and is closed again: what follows is plain writing, which cannot harm its metadata.
class FilledFile {
  public:
    /// A data set's bytes in the file: one run, `row_bytes` for each index of its first extent.
    struct Part {
        std::string name;
        NumberType type = NumberType::float64;
        std::uint64_t offset = 0;
        std::uint64_t row_bytes = 0;
    };

    /// Values are converted and written in pieces of this many: small enough to stay in the cache between the two.
    static constexpr std::size_t piece_values = std::size_t{1} << 17U;

    FilledFile() = default;

    /// Opens the file for writing; its HDF5 handles must be closed. \param row what a row is called: "sample".
    /// \throws UserError
    FilledFile(const std::filesystem::path& path, std::string row);

    /// Where a data set lies. \throws UserError when there is none, or its bytes are not one run.
    static Part part(const Hdf5File& file, const char* name);

    [[nodiscard]] bool is_open() const { return file_.is_open(); }

    /// Converts a whole row to the part's type (half, float32 or float64) and writes it.
    /// \return `crc` extended by its bytes. \throws UserError when a number is not finite once stored, naming it.
    template <class Real>
    std::uint32_t store_values(const Part& part, std::int64_t row, std::span<const Real> values, std::uint32_t crc);

    /// Writes numbers as they are, from row `first` on.
    template <class T>
    void store_numbers(const Part& part, std::int64_t first, std::span<const T> numbers);

    void sync() { file_.sync(); }
    void close() { file_.close(); }

  private:
    RawFile file_;
    std::string row_;
    std::vector<std::byte> buffer_;
};

/// Converts values to the part's type (half, float32 or float64). \param row_word, row where they belong.
/// \param bytes what they become. \return `crc` extended by it.
/// \throws UserError when a number is not finite once stored, naming part and row.
template <class Real>
std::uint32_t encode_piece(const FilledFile::Part& part, const std::string& row_word, std::int64_t row,
                           std::span<const Real> values, std::span<std::byte> bytes, std::uint32_t crc);

}  // namespace ebru
