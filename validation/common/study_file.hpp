#pragma once

#include <string>
#include <vector>

#include "validation/common/report_files.hpp"

namespace ebru {

/// A CSV file beside a result: the rows of a table, or the values (Y, X) of a panel of a FieldFigure, numbers in their
/// shortest exact form.
struct StudyFile {
    std::string name;  ///< below the report's folder: "heat_modes/second_order.csv"
    std::string text;
    std::string cells;  ///< of a table, what each cell is, in reading order: n a double, i an integer, t a text
};

/// The files of a result: its tables, then its panels, none of which is empty (a contract).
std::vector<StudyFile> files_of(const StudyResult& result);

/// Below the report's folder.
std::string table_file(const std::string& study, const std::string& table);

/// In the study's folder.
std::string panel_file(const FieldFigure& figure, std::size_t panel);

/// Makes the table of which `file` holds the rows, with the bits that it had.
/// \throws std::runtime_error when the file is not of such a table.
void add_table(StudyReport& report, const std::string& name, const std::string& caption,
               const std::vector<Column>& columns, const StudyFile& file);

/// The panel of which `file` holds the values. \throws std::runtime_error when it holds no matrix of numbers.
FieldFigure::Panel panel_of(const std::string& title, const StudyFile& file);

}  // namespace ebru
