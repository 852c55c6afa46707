#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/filled_file.hpp"

namespace ebru {

/// Rows of several data sets as the bytes that a file will hold: what FilledFile would write, kept in memory for those
/// who write together with others.
class EncodedRows {
  public:
    /// Consecutive rows of one data set.
    struct Rows {
        std::int64_t first = 0;
        std::int64_t count = 0;
        std::span<const std::byte> bytes;
    };

    /// \param row what a row is called: "sample".
    explicit EncodedRows(std::string row) : row_(std::move(row)) {}

    /// As FilledFile's; the rows of a part must follow one another.
    template <class Real>
    std::uint32_t store_values(const FilledFile::Part& part, std::int64_t row, std::span<const Real> values,
                               std::uint32_t crc);
    template <class T>
    void store_numbers(const FilledFile::Part& part, std::int64_t first, std::span<const T> numbers);

    /// Of a data set; none when nothing was stored for it.
    [[nodiscard]] Rows of(const std::string& name) const;

    /// Forgets the rows and keeps the memory.
    void clear();

  private:
    struct Stored {
        std::string name;
        std::int64_t first = 0;
        std::int64_t count = 0;
        std::size_t used = 0;          ///< bytes
        std::vector<std::byte> bytes;  ///< as many as were ever needed
    };
    std::span<std::byte> extend(const FilledFile::Part& part, std::int64_t first, std::int64_t count);

    std::string row_;
    std::vector<Stored> parts_;
};

}  // namespace ebru
