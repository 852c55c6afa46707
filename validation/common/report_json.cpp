#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/build_info.hpp"
#include "io/atomic_file.hpp"
#include "validation/common/report_files.hpp"

namespace ebru {

namespace {

using Json = nlohmann::ordered_json;

Json where_of(const std::vector<std::pair<std::string, std::string>>& where) {
    Json json = Json::object();
    for (const auto& [column, value] : where) {
        json[column] = value;
    }
    return json;
}

std::string word(Scale scale) {
    return scale == Scale::log ? "log" : "linear";
}

std::string word(Curve::Style style) {
    switch (style) {
        case Curve::Style::points_and_line:
            return "points_and_line";
        case Curve::Style::line:
            return "line";
        case Curve::Style::dashed:
            return "dashed";
        default:
            return "points";
    }
}

Json json_of(const CurveFigure& figure) {
    Json json{{"kind", "curves"},
              {"name", figure.name},
              {"caption", figure.caption},
              {"x_label", figure.x_label},
              {"y_label", figure.y_label},
              {"x_scale", word(figure.x_scale)},
              {"y_scale", word(figure.y_scale)}};
    json["curves"] = Json::array();
    for (const Curve& curve : figure.curves) {
        json["curves"].push_back({{"label", curve.label},
                                  {"table", curve.table},
                                  {"x", curve.x},
                                  {"y", curve.y},
                                  {"where", where_of(curve.where)},
                                  {"style", word(curve.style)},
                                  {"lower", curve.lower},
                                  {"upper", curve.upper}});
    }
    json["slopes"] = Json::array();
    for (const ReferenceSlope& slope : figure.slopes) {
        json["slopes"].push_back({{"slope", slope.slope}, {"label", slope.label}});
    }
    return json;
}

Json json_of(const MapFigure& figure) {
    return {{"kind", "map"},
            {"name", figure.name},
            {"caption", figure.caption},
            {"table", figure.table},
            {"x", figure.x},
            {"y", figure.y},
            {"value", figure.value},
            {"x_label", figure.x_label},
            {"y_label", figure.y_label},
            {"value_label", figure.value_label},
            {"where", where_of(figure.where)},
            {"contour", figure.contour},
            {"contour_at", figure.contour_at},
            {"contour_label", figure.contour_label}};
}

Json json_of(const FieldFigure& figure) {
    Json json{{"kind", "fields"}, {"name", figure.name}, {"caption", figure.caption}, {"columns", figure.columns}};
    json["low"] = figure.low ? Json(*figure.low) : Json();
    json["high"] = figure.high ? Json(*figure.high) : Json();
    json["panels"] = Json::array();
    for (std::size_t p = 0; p < figure.panels.size(); ++p) {
        json["panels"].push_back(
            {{"title", figure.panels[p].title}, {"file", fmt::format("{}_{}.csv", figure.name, p)}});
    }
    return json;
}

Json json_of(const StudyResult& result) {
    Json json{{"name", result.name},
              {"claim", result.claim},
              {"end", to_word(result.end)},
              {"message", result.message},
              {"seconds", result.seconds}};
    json["verdicts"] = Json::array();
    for (const Verdict& verdict : result.report.verdicts()) {
        json["verdicts"].push_back({{"claim", verdict.claim},
                                    {"measured", verdict.measured},
                                    {"low", verdict.low},
                                    {"high", verdict.high},
                                    {"holds", verdict.holds()},
                                    {"why", verdict.why}});
    }
    json["notes"] = result.report.notes();
    json["tables"] = Json::array();
    for (const Table& table : result.report.tables()) {
        Json columns = Json::array();
        for (const Column& column : table.columns()) {
            columns.push_back({{"name", column.name}, {"unit", column.unit}});
        }
        json["tables"].push_back({{"name", table.name()},
                                  {"caption", table.caption()},
                                  {"file", fmt::format("{}/{}.csv", result.name, table.name())},
                                  {"columns", columns}});
    }
    json["figures"] = Json::array();
    for (const StudyReport::Figure& figure : result.report.figures()) {
        json["figures"].push_back(std::visit([](const auto& drawn) { return json_of(drawn); }, figure));
    }
    return json;
}

std::string matrix_csv(const FieldFigure::Panel& panel) {
    std::string text;
    for (int y = 0; y < panel.ny; ++y) {
        for (int x = 0; x < panel.nx; ++x) {
            text +=
                fmt::format("{}{:.6g}", x == 0 ? "" : ",", panel.values[static_cast<std::size_t>(y) * panel.nx + x]);
        }
        text += '\n';
    }
    return text;
}

}  // namespace

std::string to_word(StudyEnd end) {
    switch (end) {
        case StudyEnd::holds:
            return "holds";
        case StudyEnd::fails:
            return "fails";
        case StudyEnd::missing:
            return "missing";
        case StudyEnd::measured:
            return "measured";
        default:
            return "error";
    }
}

void write_tables(const std::filesystem::path& folder, const StudyResult& result) {
    const std::filesystem::path own = folder / result.name;
    std::filesystem::create_directories(own);
    for (const Table& table : result.report.tables()) {
        write_file_atomically(own / (table.name() + ".csv"), table.csv(), Durability::process_kill);
    }
    for (const StudyReport::Figure& figure : result.report.figures()) {
        if (const auto* fields = std::get_if<FieldFigure>(&figure)) {
            for (std::size_t p = 0; p < fields->panels.size(); ++p) {
                write_file_atomically(own / fmt::format("{}_{}.csv", fields->name, p), matrix_csv(fields->panels[p]),
                                      Durability::process_kill);
            }
        }
    }
}

void write_results(const std::filesystem::path& folder, const std::vector<StudyResult>& results, Effort effort) {
    const BuildInfo& build = build_info();
    Json json{{"version", build.version},      {"commit", build.commit},
              {"compiler", build.compiler},    {"instruction_set", build.instruction_set},
              {"processor", processor_name()}, {"effort", effort == Effort::full ? "full" : "quick"}};
    json["studies"] = Json::array();
    for (const StudyResult& result : results) {
        json["studies"].push_back(json_of(result));
    }
    write_file_atomically(folder / "results.json", json.dump(2) + "\n", Durability::process_kill);
}

}  // namespace ebru
