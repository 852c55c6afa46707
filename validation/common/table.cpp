#include "validation/common/table.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace ebru {

namespace {

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\n") == std::string::npos) {
        return text;
    }
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + '"';
}

}  // namespace

Table::Table(std::string name, std::string caption, std::vector<Column> columns)
    : name_(std::move(name)), caption_(std::move(caption)), columns_(std::move(columns)) {
    EBRU_EXPECT(!name_.empty() && !columns_.empty());
}

void Table::add(std::vector<Cell> row) {
    EBRU_EXPECT(row.size() == columns_.size());
    rows_.push_back(std::move(row));
}

std::string Table::csv() const {
    std::string text;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        text += (c == 0 ? "" : ",") + quoted(columns_[c].name);
    }
    text += '\n';
    for (const std::vector<Cell>& row : rows_) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            text += (c == 0 ? "" : ",") + quoted(exact(row[c]));
        }
        text += '\n';
    }
    return text;
}

std::string readable(const Table::Cell& cell) {
    if (const double* number = std::get_if<double>(&cell)) {
        return fmt::format("{:.4g}", *number);
    }
    return exact(cell);
}

std::string exact(const Table::Cell& cell) {
    return std::visit([](const auto& value) { return fmt::format("{}", value); }, cell);
}

}  // namespace ebru
