#pragma once

#include <initializer_list>
#include <string>
#include <variant>
#include <vector>

namespace ebru {

/// A field of a table: a word, or a number that is written so that it reads back to the same bits.
using TableField = std::variant<double, std::string>;

/// Numbers of a run in columns, for NAME.csv.
class ResultTable {
  public:
    ResultTable(std::string name, std::vector<std::string> columns);

    /// \param row one field a column.
    void add(std::vector<TableField> row);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
    [[nodiscard]] const std::vector<std::vector<TableField>>& rows() const { return rows_; }

    /// The file's text: a heading and the rows, numbers in their shortest exact form (RFC 4180, but for line ends).
    [[nodiscard]] std::string csv() const;

  private:
    std::string name_;
    std::vector<std::string> columns_;
    std::vector<std::vector<TableField>> rows_;
};

}  // namespace ebru
