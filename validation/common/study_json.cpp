#include "validation/common/study_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

namespace ebru {

template <>
struct EnumNames<Scale> {
    static constexpr auto table = std::to_array<EnumName<Scale>>({{Scale::linear, "linear"}, {Scale::log, "log"}});
};

template <>
struct EnumNames<Curve::Style> {
    static constexpr auto table =
        std::to_array<EnumName<Curve::Style>>({{Curve::Style::points_and_line, "points_and_line"},
                                               {Curve::Style::line, "line"},
                                               {Curve::Style::dashed, "dashed"},
                                               {Curve::Style::points, "points"}});
};

namespace {

using Json = nlohmann::ordered_json;
using Where = std::vector<std::pair<std::string, std::string>>;

/// What is not in a file of a table or panel.
struct TableHead {
    std::string name;
    std::string caption;
    std::string file;
    std::vector<Column> columns;
};

struct PanelHead {
    std::string title;
    std::string file;  ///< in the study's folder
};

// The fields of each kind of object, in the order of the file; said once, for `field` writes or reads them.

template <class T, class U>
concept Like = std::same_as<std::remove_const_t<T>, U>;

void each_field(auto& field, Like<Column> auto& column) {
    field("name", column.name);
    field("unit", column.unit);
}

void each_field(auto& field, Like<TableHead> auto& table) {
    field("name", table.name);
    field("caption", table.caption);
    field("file", table.file);
    field("columns", table.columns);
}

void each_field(auto& field, Like<Verdict> auto& verdict) {
    field("claim", verdict.claim);
    field("measured", verdict.measured);
    field("low", verdict.low);
    field("high", verdict.high);
    field.follows("holds", verdict.holds());
    field("why", verdict.why);
}

void each_field(auto& field, Like<Curve> auto& curve) {
    field("label", curve.label);
    field("table", curve.table);
    field("x", curve.x);
    field("y", curve.y);
    field("where", curve.where);
    field("style", curve.style);
    field("lower", curve.lower);
    field("upper", curve.upper);
}

void each_field(auto& field, Like<ReferenceSlope> auto& slope) {
    field("slope", slope.slope);
    field("label", slope.label);
}

void each_field(auto& field, Like<CurveFigure> auto& figure) {
    field("name", figure.name);
    field("caption", figure.caption);
    field("x_label", figure.x_label);
    field("y_label", figure.y_label);
    field("x_scale", figure.x_scale);
    field("y_scale", figure.y_scale);
    field("curves", figure.curves);
    field("slopes", figure.slopes);
}

void each_field(auto& field, Like<MapFigure> auto& figure) {
    field("name", figure.name);
    field("caption", figure.caption);
    field("table", figure.table);
    field("x", figure.x);
    field("y", figure.y);
    field("value", figure.value);
    field("x_label", figure.x_label);
    field("y_label", figure.y_label);
    field("value_label", figure.value_label);
    field("where", figure.where);
    field("contour", figure.contour);
    field("contour_at", figure.contour_at);
    field("contour_label", figure.contour_label);
}

void each_field(auto& field, Like<PanelHead> auto& panel) {
    field("title", panel.title);
    field("file", panel.file);
}

/// The panels are apart: panels_json(), add_panels().
void each_field(auto& field, Like<FieldFigure> auto& figure) {
    field("name", figure.name);
    field("caption", figure.caption);
    field("columns", figure.columns);
    field("low", figure.low);
    field("high", figure.high);
}

/// What a result holds beside its report.
void each_field(auto& field, Like<StudyResult> auto& result) {
    field("name", result.name);
    field("claim", result.claim);
    field("end", result.end);
    field("message", result.message);
    field("seconds", result.seconds);
}

/// Makes an object of JSON of the fields that it is told.
class FieldWriter {
  public:
    template <class T>
    void operator()(const char* key, const T& value) {
        json_[key] = json_of(value);
    }

    /// Of what follows from other fields: for people and scripts.
    void follows(const char* key, bool value) { json_[key] = value; }

    template <class T>
    static Json object(const T& value) {
        FieldWriter writer;
        each_field(writer, value);
        return std::move(writer.json_);
    }

    template <class T>
    static Json json_of(const std::vector<T>& values) {
        Json json = Json::array();
        for (const T& value : values) {
            json.push_back(json_of(value));
        }
        return json;
    }

  private:
    static Json json_of(const std::string& text) { return text; }
    static Json json_of(int number) { return number; }
    static Json json_of(double number) {
        return std::isfinite(number) ? Json(number) : Json(std::isnan(number) ? "nan" : number > 0.0 ? "inf" : "-inf");
    }
    static Json json_of(const std::optional<double>& number) { return number ? json_of(*number) : Json(); }
    static Json json_of(const Where& where) {
        Json json = Json::object();
        for (const auto& [column, value] : where) {
            json[column] = value;
        }
        return json;
    }
    template <NamedEnum E>
    static Json json_of(const E& value) {
        return std::string(to_name(value));
    }
    template <class T>
    static Json json_of(const T& value) {
        return object(value);
    }

    Json json_ = Json::object();
};

[[noreturn]] void refuse(const std::string& what) {
    throw std::runtime_error(what);
}

double not_finite(const std::string& text) {
    using Limits = std::numeric_limits<double>;
    constexpr std::pair<std::string_view, double> words[] = {
        {"inf", Limits::infinity()}, {"-inf", -Limits::infinity()}, {"nan", Limits::quiet_NaN()}};
    const auto* const found = std::ranges::find(words, text, &std::pair<std::string_view, double>::first);
    if (found == std::end(words)) {
        refuse("\"" + text + "\" is no number");
    }
    return found->second;
}

/// Fills the fields that it is told from an object of JSON.
class FieldReader {
  public:
    explicit FieldReader(const Json& json) : json_(json) {}

    template <class T>
    void operator()(const char* key, T& value) const {
        read(json_.at(key), value);
    }

    void follows(const char* /*key*/, bool /*value*/) const {}

    template <class T>
    static T object(const Json& json) {
        T value;
        read(json, value);
        return value;
    }

  private:
    static void read(const Json& json, std::string& text) { text = json.get<std::string>(); }
    static void read(const Json& json, int& number) { number = json.get<int>(); }
    static void read(const Json& json, double& number) {
        number = json.is_string() ? not_finite(json.get<std::string>()) : json.get<double>();
    }
    static void read(const Json& json, std::optional<double>& number) {
        if (!json.is_null()) {
            read(json, number.emplace());
        }
    }
    static void read(const Json& json, Where& where) {
        for (const auto& [column, value] : json.items()) {
            where.emplace_back(column, value.get<std::string>());
        }
    }
    template <NamedEnum E>
    static void read(const Json& json, E& value) {
        const std::optional<E> known = from_name<E>(json.get<std::string>());
        if (!known) {
            refuse(json.dump() + " is not known");
        }
        value = *known;
    }
    template <class T>
    static void read(const Json& json, std::vector<T>& values) {
        for (const Json& value : json.get_ref<const Json::array_t&>()) {
            read(value, values.emplace_back());
        }
    }
    template <class T>
    static void read(const Json& json, T& value) {
        FieldReader field(json);
        each_field(field, value);
    }

    const Json& json_;
};

const StudyFile& file_named(const std::vector<StudyFile>& files, const std::string& name) {
    const auto found = std::ranges::find(files, name, &StudyFile::name);
    if (found == files.end()) {
        refuse(name + " is missing");
    }
    return *found;
}

Json figure_json(const CurveFigure& figure) {
    Json json{{"kind", "curves"}};
    json.update(FieldWriter::object(figure));
    return json;
}

Json figure_json(const MapFigure& figure) {
    Json json{{"kind", "map"}};
    json.update(FieldWriter::object(figure));
    return json;
}

Json figure_json(const FieldFigure& figure) {
    Json json{{"kind", "fields"}};
    json.update(FieldWriter::object(figure));
    std::vector<PanelHead> heads;
    for (std::size_t p = 0; p < figure.panels.size(); ++p) {
        heads.push_back({figure.panels[p].title, panel_file(figure, p)});
    }
    json["panels"] = FieldWriter::json_of(heads);
    return json;
}

StudyReport::Figure figure_of(const Json& json, const std::string& study, const std::vector<StudyFile>& files) {
    const auto kind = json.at("kind").get<std::string>();
    if (kind == "curves") {
        return FieldReader::object<CurveFigure>(json);
    }
    if (kind == "map") {
        return FieldReader::object<MapFigure>(json);
    }
    auto figure = FieldReader::object<FieldFigure>(json);
    for (const auto& head : FieldReader::object<std::vector<PanelHead>>(json.at("panels"))) {
        figure.panels.push_back(panel_of(head.title, file_named(files, study + "/" + head.file)));
    }
    return figure;
}

}  // namespace

std::string study_json(const StudyResult& result) {
    Json json = FieldWriter::object(result);
    json["verdicts"] = FieldWriter::json_of(result.report.verdicts());
    json["notes"] = result.report.notes();
    std::vector<TableHead> tables;
    for (const Table& table : result.report.tables()) {
        tables.push_back({table.name(), table.caption(), table_file(result.name, table.name()), table.columns()});
    }
    json["tables"] = FieldWriter::json_of(tables);
    json["figures"] = Json::array();
    for (const StudyReport::Figure& figure : result.report.figures()) {
        json["figures"].push_back(std::visit([](const auto& drawn) { return figure_json(drawn); }, figure));
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

StudyResult study_of_json(const std::string& text, const std::vector<StudyFile>& files) {
    const Json json = Json::parse(text);
    auto result = FieldReader::object<StudyResult>(json);
    for (auto& verdict : FieldReader::object<std::vector<Verdict>>(json.at("verdicts"))) {
        result.report.judge(std::move(verdict));
    }
    for (auto& note : FieldReader::object<std::vector<std::string>>(json.at("notes"))) {
        result.report.note(std::move(note));
    }
    for (const auto& head : FieldReader::object<std::vector<TableHead>>(json.at("tables"))) {
        add_table(result.report, head.name, head.caption, head.columns, file_named(files, head.file));
    }
    for (const Json& figure : json.at("figures")) {
        result.report.draw(figure_of(figure, result.name, files));
    }
    return result;
}

}  // namespace ebru
