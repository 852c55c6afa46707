#include "ml/train/csv_log.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <cmath>
#include <sstream>

#include "base/error.hpp"
#include "io/atomic_file.hpp"

namespace ebru {

namespace {

/// The whole lines of at most `last_update` updates.
std::string kept_rows(const std::string& text, const std::string& header, std::int64_t last_update) {
    std::istringstream lines(text);
    std::string kept = header + "\n";
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line) && !lines.eof()) {  // a last line without its end is a torn one
        std::int64_t update = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), update);
        if (error == std::errc() && update <= last_update) {
            kept += line + "\n";
        }
    }
    return kept;
}

}  // namespace

CsvLog::CsvLog(const std::filesystem::path& path, const std::vector<std::string>& columns, std::int64_t last_update)
    : columns_(columns.size()) {
    const std::string header = fmt::format("{}", fmt::join(columns, ","));
    std::string start = header + "\n";
    if (last_update > 0 && std::filesystem::exists(path)) {
        start = kept_rows(RawFile(path, RawAccess::existing).read_all(), header, last_update);
    }
    write_file_atomically(path, start, Durability::process_kill);
    file_ = RawFile(path, RawAccess::existing);
    length_ = start.size();
}

void CsvLog::add(std::int64_t update, const std::vector<double>& values) {
    EBRU_EXPECT(values.size() + 1 == columns_);
    std::string row = fmt::format("{}", update);
    for (const double value : values) {
        row += std::isnan(value) ? "," : fmt::format(",{}", value);
    }
    row += "\n";
    file_.write_at(length_, row);
    length_ += row.size();
}

}  // namespace ebru
