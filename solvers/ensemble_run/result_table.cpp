#include "solvers/ensemble_run/result_table.hpp"

#include <utility>

#include "base/csv_field.hpp"
#include "base/error.hpp"
#include "config/deck_value.hpp"

namespace ebru {

ResultTable::ResultTable(std::string name, std::vector<std::string> columns)
    : name_(std::move(name)), columns_(std::move(columns)) {}

void ResultTable::add(std::vector<TableField> row) {
    EBRU_EXPECT(row.size() == columns_.size());
    rows_.push_back(std::move(row));
}

std::string ResultTable::csv() const {
    std::string text;
    const auto append = [&](std::size_t column, const std::string& field) {
        text += (column == 0 ? "" : ",") + csv_field(field);
    };
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        append(i, columns_[i]);
    }
    text += '\n';
    for (const std::vector<TableField>& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const double* number = std::get_if<double>(&row[i]);
            append(i, number != nullptr ? shortest_text(*number) : std::get<std::string>(row[i]));
        }
        text += '\n';
    }
    return text;
}

}  // namespace ebru
