#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/raw_file.hpp"

namespace ebru {

/// A table that grows with a run: CSV, its first column the number of updates. Every row is handed to the system when
/// it is added, so that it survives a killed process.
class CsvLog {
  public:
    /// Rows of more than `last_update` updates are dropped: a run that is resumed goes through them again. Without a
    /// file, or with `last_update` = 0, the table starts anew.
    /// \param columns names, the first one "update". \throws UserError when the file cannot be written.
    CsvLog(const std::filesystem::path& path, const std::vector<std::string>& columns, std::int64_t last_update);

    /// \param values one for every column but the first. Numbers read back to the same bits; NaN leaves a field empty.
    void add(std::int64_t update, const std::vector<double>& values);

  private:
    std::size_t columns_;
    RawFile file_;
    std::uint64_t length_ = 0;
};

}  // namespace ebru
