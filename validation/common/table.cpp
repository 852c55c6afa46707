#include "validation/common/table.hpp"

#include <fmt/format.h>

#include "base/csv_field.hpp"
#include "base/error.hpp"

namespace ebru {

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
        text += (c == 0 ? "" : ",") + csv_field(columns_[c].name);
    }
    text += '\n';
    for (const std::vector<Cell>& row : rows_) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            text += (c == 0 ? "" : ",") + csv_field(exact(row[c]));
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
