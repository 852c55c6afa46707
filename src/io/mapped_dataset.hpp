#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "io/mapped_file.hpp"

namespace ebru {

/// The rows of a data set as memory, for reading here and there: of a finished file, or of the files that a virtual
/// data set joins. Rows are those of the first extent; the bytes of each are one run.
class MappedDataset {
  public:
    /// \throws UserError when there is no such data set, or a file cannot be mapped.
    MappedDataset(const std::filesystem::path& path, const std::string& name);

    /// `count` bytes of a row from its byte `offset` on, all in the row.
    [[nodiscard]] std::span<const std::byte> bytes(std::uint64_t row, std::uint64_t offset, std::uint64_t count) const;

  private:
    /// Rows that follow one another in one file.
    struct Run {
        MappedFile file;
        std::uint64_t first = 0;
        std::uint64_t rows = 0;
        std::uint64_t offset = 0;  ///< of the first in the file
    };
    void add_run(const std::filesystem::path& path, const std::string& name, std::uint64_t first);

    std::vector<Run> runs_;
    std::uint64_t row_bytes_ = 0;
};

}  // namespace ebru
