#include "ml/sweep/sweep_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "config/nearest_name.hpp"

namespace ebru {

namespace {

std::vector<std::string> all_columns(const std::vector<RunResult>& results) {
    std::vector<std::string> columns;
    for (const RunResult& result : results) {
        for (const auto& [name, value] : result.numbers) {
            if (std::ranges::find(columns, name) == columns.end()) {
                columns.push_back(name);
            }
        }
    }
    return columns;
}

std::vector<std::string> shown_columns(const SweepDeck& sweep, const std::vector<std::string>& columns) {
    if (sweep.settings.columns.empty() || columns.empty()) {
        return columns;
    }
    for (const std::string& wanted : sweep.settings.columns) {
        if (std::ranges::find(columns, wanted) == columns.end()) {
            const std::optional<std::string> nearest = nearest_name(wanted, columns);
            throw UserError(
                fmt::format("{}: sweep.columns has \"{}\"", sweep.name, wanted), "no run has a number of that name",
                (nearest ? "did you mean \"" + *nearest + "\"? " : "") + "the numbers: " + joined(columns, ", "));
        }
    }
    return sweep.settings.columns;
}

/// The values of a column over the runs of a case.
std::vector<double> values_of(const std::vector<RunResult>& results, std::size_t of_case, const std::string& column) {
    std::vector<double> values;
    for (const RunResult& result : results) {
        for (const auto& [name, value] : result.numbers) {
            if (result.of_case == of_case && name == column) {
                values.push_back(value);
            }
        }
    }
    return values;
}

/// Digits behind the point that show the first two of `size`.
int digits_for(double size) {
    constexpr int most = 9;
    return std::clamp(1 - static_cast<int>(std::floor(std::log10(size))), 0, most);
}

}  // namespace

Spread spread_of(std::vector<double> values) {
    EBRU_EXPECT(!values.empty());
    Spread spread;
    const auto n = static_cast<double>(values.size());
    spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - spread.mean) * (value - spread.mean);
    }
    spread.deviation = values.size() > 1 ? std::sqrt(squares / (n - 1.0)) : std::numeric_limits<double>::quiet_NaN();
    spread.values = std::move(values);
    return spread;
}

SweepTable make_table(const SweepDeck& sweep, const std::vector<RunResult>& results) {
    SweepTable table;
    table.title = sweep.settings.title;
    table.axes = sweep.axes;
    table.columns = all_columns(results);
    table.shown = shown_columns(sweep, table.columns);
    for (std::size_t i = 0; i < sweep.cases.size(); ++i) {
        TableRow row{.name = sweep.cases[i].name, .swept = sweep.cases[i].swept, .runs = {}, .numbers = {}};
        for (const RunResult& result : results) {
            if (result.of_case == i) {
                row.runs.push_back(result.name);
            }
        }
        for (const std::string& column : table.columns) {
            std::vector<double> values = values_of(results, i, column);
            row.numbers.push_back(values.empty() ? Spread{} : spread_of(std::move(values)));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string spread_text(const Spread& spread) {
    if (spread.values.empty()) {
        return "";
    }
    if (!std::isfinite(spread.deviation) || spread.deviation == 0.0) {
        return fmt::format("{:.4g}", spread.mean);
    }
    const int digits = digits_for(spread.deviation);
    return fmt::format("{:.{}f} ± {:.{}f}", spread.mean, digits, spread.deviation, digits);
}

}  // namespace ebru
