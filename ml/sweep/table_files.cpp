// A sweep's table as files.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <variant>

#include "base/csv_field.hpp"
#include "io/atomic_file.hpp"
#include "ml/sweep/sweep_table.hpp"

namespace ebru {

namespace {

using Json = nlohmann::ordered_json;

std::string csv_number(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "";
}

std::string swept_text(const TableRow& row, const std::string& axis) {
    const auto place = row.swept.find(axis);
    return place == row.swept.end() ? "" : toml_text(place->second);
}

std::string csv_table(const SweepTable& table) {
    std::vector<std::string> header = {"case"};
    header.insert(header.end(), table.axes.begin(), table.axes.end());
    header.emplace_back("runs");
    for (const std::string& column : table.columns) {
        header.push_back(csv_field(column));
        header.push_back(csv_field(column + " deviation"));
    }
    std::string text = fmt::format("{}\n", fmt::join(header, ","));
    for (const TableRow& row : table.rows) {
        std::vector<std::string> fields = {csv_field(row.name)};
        for (const std::string& axis : table.axes) {
            fields.push_back(csv_field(swept_text(row, axis)));
        }
        fields.push_back(std::to_string(row.runs.size()));
        for (const Spread& number : row.numbers) {
            fields.push_back(number.values.empty() ? "" : csv_number(number.mean));
            fields.push_back(number.values.empty() ? "" : csv_number(number.deviation));
        }
        text += fmt::format("{}\n", fmt::join(fields, ","));
    }
    return text;
}

Json json_value(const DeckValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value.data)) {
        return *whole;
    }
    if (const auto* real = std::get_if<double>(&value.data)) {
        return *real;
    }
    return toml_text(value);
}

std::string json_table(const SweepTable& table) {
    Json json;
    json["title"] = table.title;
    json["axes"] = table.axes;
    json["shown"] = table.shown;
    json["cases"] = Json::array();
    for (const TableRow& row : table.rows) {
        Json one;
        one["case"] = row.name;
        one["swept"] = Json::object();
        for (const auto& [key, value] : row.swept) {
            one["swept"][key] = json_value(value);
        }
        one["runs"] = row.runs;
        one["numbers"] = Json::object();
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const Spread& number = row.numbers[i];
            if (!number.values.empty()) {
                // JSON has no NaN: the deviation of one value is null.
                one["numbers"][table.columns[i]] = {{"mean", number.mean},
                                                    {"deviation", number.deviation},
                                                    {"n", number.values.size()},
                                                    {"values", number.values}};
            }
        }
        json["cases"].push_back(std::move(one));
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string markdown_table(const SweepTable& table) {
    std::string text = fmt::format("| case | runs | {} |\n| --- | --- |", fmt::join(table.shown, " | "));
    for (std::size_t i = 0; i < table.shown.size(); ++i) {
        text += " --- |";
    }
    text += "\n";
    for (const TableRow& row : table.rows) {
        text += fmt::format("| {} | {} |", row.name, row.runs.size());
        for (const std::string& column : table.shown) {
            const auto place = std::ranges::find(table.columns, column) - table.columns.begin();
            text += fmt::format(" {} |", spread_text(row.numbers[static_cast<std::size_t>(place)]));
        }
        text += "\n";
    }
    return text;
}

void write_table(const SweepTable& table, const std::filesystem::path& folder) {
    write_file_atomically(folder / "table.csv", csv_table(table), Durability::process_kill);
    write_file_atomically(folder / "table.json", json_table(table), Durability::process_kill);
    const std::string page = fmt::format("# {}\n\nMean ± standard deviation over the runs of a case.\n\n{}",
                                         table.title, markdown_table(table));
    write_file_atomically(folder / "table.md", page, Durability::process_kill);
}

}  // namespace ebru
