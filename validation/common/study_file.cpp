#include "validation/common/study_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "base/error.hpp"

namespace ebru {

namespace {

std::string panel_csv(const FieldFigure::Panel& panel) {
    EBRU_EXPECT(panel.ny > 0 && panel.nx > 0);
    std::string text;
    for (int y = 0; y < panel.ny; ++y) {
        for (int x = 0; x < panel.nx; ++x) {
            text += fmt::format("{}{}", x == 0 ? "" : ",", panel.values[static_cast<std::size_t>(y) * panel.nx + x]);
        }
        text += '\n';
    }
    return text;
}

/// The letters of StudyFile::cells.
std::string cells_of(const Table& table) {
    std::string letters;
    for (const std::vector<Table::Cell>& row : table.rows()) {
        for (const Table::Cell& cell : row) {
            letters += "nit"[cell.index()];
        }
    }
    return letters;
}

template <class Number>
Number number_of(const std::string& text) {
    Number number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) {
        throw std::runtime_error("\"" + text + "\" is no number");
    }
    return number;
}

Table::Cell cell_of(char letter, const std::string& text) {
    switch (letter) {
        case 'n':
            return number_of<double>(text);
        case 'i':
            return number_of<std::int64_t>(text);
        default:
            return text;
    }
}

struct CsvFields {
    std::vector<std::string> fields;  ///< in reading order
    std::size_t lines = 0;
};

/// Undoes csv_field(), commas and ends of lines.
CsvFields csv_fields(const std::string& text) {
    CsvFields csv;
    for (std::size_t i = 0; i < text.size(); ++i) {  // once a field: here i is its first character or what ends it
        std::string& field = csv.fields.emplace_back();
        const bool quoted = text[i] == '"';
        for (i += quoted ? 1 : 0; i < text.size(); ++i) {
            if (quoted && text.compare(i, 2, "\"\"") == 0) {
                ++i;
            } else if (quoted ? text[i] == '"' : text[i] == ',' || text[i] == '\n') {
                break;
            }
            field += text[i];
        }
        i += quoted ? 1 : 0;
        if (i >= text.size() || (text[i] != ',' && text[i] != '\n')) {
            throw std::runtime_error("a line does not end");
        }
        csv.lines += text[i] == '\n' ? 1 : 0;
    }
    return csv;
}

}  // namespace

std::string table_file(const std::string& study, const std::string& table) {
    return fmt::format("{}/{}.csv", study, table);
}

std::string panel_file(const FieldFigure& figure, std::size_t panel) {
    return fmt::format("{}_{}.csv", figure.name, panel);
}

std::vector<StudyFile> files_of(const StudyResult& result) {
    std::vector<StudyFile> files;
    for (const Table& table : result.report.tables()) {
        files.push_back({table_file(result.name, table.name()), table.csv(), cells_of(table)});
    }
    for (const StudyReport::Figure& figure : result.report.figures()) {
        if (const auto* fields = std::get_if<FieldFigure>(&figure)) {
            for (std::size_t p = 0; p < fields->panels.size(); ++p) {
                files.push_back({result.name + "/" + panel_file(*fields, p), panel_csv(fields->panels[p]), ""});
            }
        }
    }
    return files;
}

void add_table(StudyReport& report, const std::string& name, const std::string& caption,
               const std::vector<Column>& columns, const StudyFile& file) {
    const std::size_t width = columns.size();
    const std::vector<std::string> fields = csv_fields(file.text).fields;
    if (width == 0 || file.cells.size() % width != 0 || fields.size() != width + file.cells.size()) {
        throw std::runtime_error(file.name + " has not the cells of its table");
    }
    Table& table = report.table(name, caption, columns);
    for (std::size_t first = 0; first < file.cells.size(); first += width) {
        std::vector<Table::Cell> row;
        for (std::size_t c = first; c < first + width; ++c) {
            row.push_back(cell_of(file.cells[c], fields[width + c]));
        }
        table.add(std::move(row));
    }
}

FieldFigure::Panel panel_of(const std::string& title, const StudyFile& file) {
    const CsvFields csv = csv_fields(file.text);
    if (csv.lines == 0 || csv.fields.size() % csv.lines != 0) {
        throw std::runtime_error(file.name + " is no matrix");
    }
    FieldFigure::Panel panel{title, static_cast<int>(csv.lines), static_cast<int>(csv.fields.size() / csv.lines), {}};
    std::ranges::transform(csv.fields, std::back_inserter(panel.values), number_of<double>);
    return panel;
}

}  // namespace ebru
