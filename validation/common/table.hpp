#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ebru {

/// A column: its name in the CSV file and the unit shown to people ("" for numbers and words).
struct Column {
    std::string name;
    std::string unit;
};

/// A measured table, written as CSV and shown in the report.
class Table {
  public:
    using Cell = std::variant<double, std::int64_t, std::string>;

    /// \param name of the file, without extension; \param columns of distinct names.
    Table(std::string name, std::string caption, std::vector<Column> columns);

    /// A row with one cell for each column (a contract).
    void add(std::vector<Cell> row);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& caption() const { return caption_; }
    [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
    [[nodiscard]] const std::vector<std::vector<Cell>>& rows() const { return rows_; }

    /// The table as CSV (RFC 4180): names, then rows; numbers in their shortest exact form.
    [[nodiscard]] std::string csv() const;

  private:
    std::string name_;
    std::string caption_;
    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

/// A cell as people read it: four digits of a number.
std::string readable(const Table::Cell& cell);

/// A cell exactly.
std::string exact(const Table::Cell& cell);

}  // namespace ebru
