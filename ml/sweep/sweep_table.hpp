#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ml/sweep/run_reports.hpp"
#include "ml/sweep/sweep_deck.hpp"

namespace ebru {

/// One number of a case over its seeds.
struct Spread {
    double mean = 0.0;
    double deviation = 0.0;      ///< sqrt(sum (x - mean)^2/(n - 1)); not a number for n = 1
    std::vector<double> values;  ///< n of them, in the order of the runs
};

/// \param values at least one. Cost O(n), two passes.
Spread spread_of(std::vector<double> values);

/// A case with what its complete runs say.
struct TableRow {
    std::string name;
    std::map<std::string, DeckValue> swept;  ///< keys that the case sets
    std::vector<std::string> runs;           ///< the complete ones
    std::vector<Spread> numbers;             ///< by SweepTable::columns; no values where no run has that number
};

/// What came of a sweep: a row a case.
struct SweepTable {
    std::string title;
    std::vector<std::string> axes;     ///< keys that cases set
    std::vector<std::string> columns;  ///< every number that a run has, in order of first appearance
    std::vector<std::string> shown;    ///< those of sweep.columns, or all: for people
    std::vector<TableRow> rows;
};

/// A complete run and its numbers.
struct RunResult {
    std::size_t of_case = 0;
    std::string name;
    NamedNumbers numbers;
};

/// \throws UserError for a column of sweep.columns that no run has.
SweepTable make_table(const SweepDeck& sweep, const std::vector<RunResult>& results);

/// "31.4 ± 0.8": the mean to the first two digits of the deviation, to four where there is none; empty without values.
std::string spread_text(const Spread& spread);

/// The shown columns, a row a case, as Markdown.
std::string markdown_table(const SweepTable& table);

/// Writes table.csv (all columns, each with its deviation), table.json (the values of every run too) and table.md.
/// \throws UserError
void write_table(const SweepTable& table, const std::filesystem::path& folder);

}  // namespace ebru
