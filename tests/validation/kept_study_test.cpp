#include "validation/common/kept_study.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/src/io/reader_test_files.hpp"
#include "validation/common/study_json.hpp"

namespace ebru {
namespace {

using Limits = std::numeric_limits<double>;
constexpr double infinity = Limits::infinity();

// Equal in every bit, not-a-number to any other. The members are named by structured bindings: one that is new does not
// compile until it is compared here.

void expect_same(double a, double b) {
    EXPECT_TRUE((std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b))
        << a << " and " << b;
}

void expect_same(const Table& a, const Table& b) {
    EXPECT_EQ(a.name(), b.name());
    EXPECT_EQ(a.caption(), b.caption());
    ASSERT_EQ(a.columns().size(), b.columns().size());
    for (std::size_t c = 0; c < a.columns().size(); ++c) {
        const auto& [name, unit] = a.columns()[c];
        EXPECT_EQ(name, b.columns()[c].name);
        EXPECT_EQ(unit, b.columns()[c].unit);
    }
    ASSERT_EQ(a.rows().size(), b.rows().size());
    for (std::size_t r = 0; r < a.rows().size(); ++r) {
        for (std::size_t c = 0; c < a.columns().size(); ++c) {
            const Table::Cell& cell = a.rows()[r][c];
            const Table::Cell& other = b.rows()[r][c];
            ASSERT_EQ(cell.index(), other.index()) << "row " << r << ", column " << c;
            if (const double* number = std::get_if<double>(&cell)) {
                expect_same(*number, std::get<double>(other));
            } else {
                EXPECT_EQ(cell, other);
            }
        }
    }
}

void expect_same(const Verdict& a, const Verdict& b) {
    const auto& [claim, measured, low, high, why] = a;
    EXPECT_EQ(claim, b.claim);
    expect_same(measured, b.measured);
    expect_same(low, b.low);
    expect_same(high, b.high);
    EXPECT_EQ(why, b.why);
}

void expect_same(const Curve& a, const Curve& b) {
    const auto& [label, table, x, y, where, style, lower, upper] = a;
    EXPECT_EQ(std::tie(label, table, x, y, where, style, lower, upper),
              std::tie(b.label, b.table, b.x, b.y, b.where, b.style, b.lower, b.upper));
}

void expect_same(const CurveFigure& a, const CurveFigure& b) {
    const auto& [name, caption, x_label, y_label, x_scale, y_scale, curves, slopes] = a;
    EXPECT_EQ(std::tie(name, caption, x_label, y_label, x_scale, y_scale),
              std::tie(b.name, b.caption, b.x_label, b.y_label, b.x_scale, b.y_scale));
    ASSERT_EQ(curves.size(), b.curves.size());
    for (std::size_t i = 0; i < curves.size(); ++i) {
        expect_same(curves[i], b.curves[i]);
    }
    ASSERT_EQ(slopes.size(), b.slopes.size());
    for (std::size_t i = 0; i < slopes.size(); ++i) {
        const auto& [slope, label] = slopes[i];
        expect_same(slope, b.slopes[i].slope);
        EXPECT_EQ(label, b.slopes[i].label);
    }
}

void expect_same(const MapFigure& a, const MapFigure& b) {
    const auto& [name, caption, table, x, y, value, x_label, y_label, value_label, where, contour, contour_at,
                 contour_label] = a;
    EXPECT_EQ(std::tie(name, caption, table, x, y, value, x_label, y_label, value_label, where, contour, contour_label),
              std::tie(b.name, b.caption, b.table, b.x, b.y, b.value, b.x_label, b.y_label, b.value_label, b.where,
                       b.contour, b.contour_label));
    expect_same(contour_at, b.contour_at);
}

void expect_same(const std::optional<double>& a, const std::optional<double>& b) {
    ASSERT_EQ(a.has_value(), b.has_value());
    expect_same(a.value_or(0.0), b.value_or(0.0));
}

void expect_same(const FieldFigure& a, const FieldFigure& b) {
    const auto& [name, caption, panels, low, high, columns] = a;
    EXPECT_EQ(std::tie(name, caption, columns), std::tie(b.name, b.caption, b.columns));
    expect_same(low, b.low);
    expect_same(high, b.high);
    ASSERT_EQ(panels.size(), b.panels.size());
    for (std::size_t p = 0; p < panels.size(); ++p) {
        const auto& [title, ny, nx, values] = panels[p];
        EXPECT_EQ(std::tie(title, ny, nx), std::tie(b.panels[p].title, b.panels[p].ny, b.panels[p].nx));
        ASSERT_EQ(values.size(), b.panels[p].values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            expect_same(values[i], b.panels[p].values[i]);
        }
    }
}

void expect_same(const StudyReport::Figure& a, const StudyReport::Figure& b) {
    ASSERT_EQ(a.index(), b.index());
    std::visit([&](const auto& figure) { expect_same(figure, std::get<std::decay_t<decltype(figure)>>(b)); }, a);
}

template <class Parts>
void expect_all_same(const Parts& a, const Parts& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        expect_same(a[i], b[i]);
    }
}

void expect_same(const StudyResult& a, const StudyResult& b) {
    const auto& [name, claim, end, message, seconds, report] = a;
    EXPECT_EQ(std::tie(name, claim, end, message), std::tie(b.name, b.claim, b.end, b.message));
    expect_same(seconds, b.seconds);
    EXPECT_EQ(report.notes(), b.report.notes());
    expect_all_same(report.verdicts(), b.report.verdicts());
    expect_all_same(report.tables(), b.report.tables());
    expect_all_same(report.figures(), b.report.figures());
}

const std::string odd_text = "comma, \"quote\", back\\slash,\nnew line\r\ttab \x01 \u00e9\u4e2d <&>";
const std::vector<double> odd_numbers = {0.1,
                                         1.0 / 3.0,
                                         -0.0,
                                         3.0,
                                         1e16,
                                         infinity,
                                         -infinity,
                                         Limits::quiet_NaN(),
                                         -Limits::quiet_NaN(),
                                         Limits::denorm_min(),
                                         Limits::max(),
                                         Limits::lowest(),
                                         Limits::epsilon()};

void add_tables(StudyReport& report) {
    Table& all = report.table("all", odd_text, {{"number", "cells"}, {"count", ""}, {odd_text, odd_text}});
    for (const double number : odd_numbers) {
        all.add({number, std::int64_t{3}, odd_text});
    }
    // What looks like another kind of cell, in one column.
    for (const Table::Cell& cell :
         std::initializer_list<Table::Cell>{std::string("3"), 3.0, std::int64_t{3}, std::string(), std::string("nan"),
                                            std::string("\""), std::string("\n")}) {
        all.add({cell, std::numeric_limits<std::int64_t>::min(), cell});
    }
    all.add({2.0, std::numeric_limits<std::int64_t>::max(), std::string(",")});
    report.table("one_column", "", {{"text", ""}}).add({std::string()});
    report.table("no_rows", "nothing was seen", {{"a", ""}, {"b", ""}});
}

void add_figures(StudyReport& report) {
    CurveFigure curves{"curves", odd_text, "x", "y", Scale::log, Scale::linear, {}, {{2.0, "order 2"}, {infinity, ""}}};
    for (const Curve::Style style :
         {Curve::Style::points_and_line, Curve::Style::line, Curve::Style::dashed, Curve::Style::points}) {
        curves.curves.push_back(
            {odd_text, "all", "number", "count", {{"count", "3"}, {odd_text, odd_text}}, style, "low", "high"});
    }
    report.draw(curves);
    report.draw(CurveFigure{"bare", "", "", "", Scale::linear, Scale::log, {}, {}});
    report.draw(
        MapFigure{"map", "c", "all", "x", "y", "v", "X", "Y", "V", {{"z", "a"}, {"b", ""}}, "k", 1.0 / 3.0, "l"});
    FieldFigure fields{"fields", "c", {}, std::nullopt, 0.7, 3};
    fields.panels.push_back({odd_text, 2, 3, {0.1, -0.0, infinity, Limits::quiet_NaN(), 1e-300, 1.0 / 3.0}});
    fields.panels.push_back({"one cell", 1, 1, {-5.0}});
    fields.panels.push_back({"a column", 3, 1, {1.0, 2.0, 3.0}});
    report.draw(fields);
}

StudyResult odd_result() {
    StudyResult result;
    result.name = "odd_study";
    result.claim = odd_text;
    result.end = StudyEnd::fails;
    result.message = odd_text;
    result.seconds = 1.0 / 7.0;
    for (const double number : odd_numbers) {
        result.report.judge({odd_text, number, number, infinity, "why"});
        result.report.judge({"", 0.0, -infinity, number, odd_text});
    }
    result.report.note("");
    result.report.note(odd_text);
    add_tables(result.report);
    add_figures(result.report);
    return result;
}

const StudyStamp stamp{"build", Effort::quick, "a = 1\n[full]\nb = \"x\"\n"};

class KeptStudies : public test::FileTest {
  protected:
    void keep(const StudyResult& result) const {
        write_tables(folder_, result);
        keep_study(folder_, result, stamp);
    }
    [[nodiscard]] KeptStudy kept(const StudyStamp& wanted = stamp) const {
        return kept_study(folder_, "odd_study", wanted);
    }
    [[nodiscard]] std::filesystem::path record() const { return folder_ / "odd_study/result.json"; }
};

std::string text_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

void put(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

TEST_F(KeptStudies, WhatIsReadEqualsWhatWasKeptInEveryBit) {
    const StudyResult result = odd_result();
    keep(result);
    const KeptStudy read = kept();
    ASSERT_EQ(read.state, KeptState::whole) << read.why;
    expect_same(result, *read.result);
}

TEST_F(KeptStudies, TheResultsOfAKeptStudyAreTheSameBytes) {
    const StudyResult result = odd_result();
    keep(result);
    write_results(folder_, {result}, Effort::quick);
    const std::string whole = text_of(folder_ / "results.json");
    write_results(folder_, {*kept().result}, Effort::quick);
    EXPECT_EQ(text_of(folder_ / "results.json"), whole);
}

TEST_F(KeptStudies, AResultWithNothingInItIsKept) {
    StudyResult bare;
    bare.name = "odd_study";
    keep(bare);
    ASSERT_EQ(kept().state, KeptState::whole);
    expect_same(bare, *kept().result);
}

TEST_F(KeptStudies, EveryEndIsKept) {
    for (const std::string& word : all_names<StudyEnd>()) {
        StudyResult result = odd_result();
        result.end = *from_name<StudyEnd>(word);
        keep(result);
        ASSERT_EQ(kept().state, KeptState::whole);
        EXPECT_EQ(kept().result->end, result.end) << word;
    }
}

TEST_F(KeptStudies, NoRecordIsNothing) {
    write_tables(folder_, odd_result());
    EXPECT_EQ(kept().state, KeptState::nothing);
}

TEST_F(KeptStudies, AnotherBuildEffortOrDeckIsOther) {
    keep(odd_result());
    const auto expect_other = [&](const StudyStamp& wanted, const std::string& word) {
        const KeptStudy read = kept(wanted);
        EXPECT_EQ(read.state, KeptState::other) << word;
        EXPECT_FALSE(read.result.has_value());
        test::expect_parts(read.why, {"of another " + word});
    };
    expect_other({"build of today", stamp.effort, stamp.deck}, "build (build)");
    expect_other({stamp.build, Effort::full, stamp.deck}, "effort (quick)");
    expect_other({stamp.build, stamp.effort, "a = 2\n[full]\nb = \"x\"\n"}, "deck");
    EXPECT_EQ(kept().state, KeptState::whole);
}

TEST(KeptStudyBuilds, TheBuildIsThatOfTheProgramFile) {
    EXPECT_EQ(this_build(), this_build());
    test::expect_parts(this_build(), {"commit", "program"});
    EXPECT_EQ(this_build().find("absent"), std::string::npos);
}

// Whatever byte of the record changes, it is not taken for the record of something else. Every third byte: all take
// seconds.
TEST_F(KeptStudies, ADamagedRecordIsNeverTakenOver) {
    StudyResult result;
    result.name = "odd_study";
    result.report.judge({"claim", 0.25, -infinity, 0.5, "why"});
    result.report.table("t", "caption", {{"h", "width"}}).add({0.125});
    keep(result);
    const std::string whole = text_of(record());
    int damaged = 0;
    for (std::size_t i = 0; i < whole.size(); i += 3) {
        std::string changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        put(record(), changed);
        const KeptStudy read = kept();
        damaged += read.state == KeptState::damaged ? 1 : 0;
        if (read.result) {  // a blank between the values, perhaps
            expect_same(result, *read.result);
        } else {
            EXPECT_FALSE(read.why.empty());
        }
    }
    EXPECT_GT(damaged, static_cast<int>(whole.size()) / 6);
    for (std::size_t size = 0; size + 2 < whole.size(); size += 29) {
        put(record(), whole.substr(0, size));
        EXPECT_EQ(kept().state, KeptState::damaged) << size << " bytes";
    }
}

TEST_F(KeptStudies, ATableThatWasChangedOrIsMissingIsDamage) {
    keep(odd_result());
    for (const std::string name : {"all.csv", "no_rows.csv", "fields_1.csv"}) {
        const std::filesystem::path file = folder_ / "odd_study" / name;
        const std::string whole = text_of(file);
        put(file, whole + "1\n");
        EXPECT_EQ(kept().state, KeptState::damaged);
        test::expect_parts(kept().why, {"odd_study/" + name, "changed"});
        std::filesystem::remove(file);
        EXPECT_EQ(kept().state, KeptState::damaged);
        test::expect_parts(kept().why, {name, "cannot be read"});
        put(file, whole);
        EXPECT_EQ(kept().state, KeptState::whole);
    }
}

TEST_F(KeptStudies, JsonOfAnotherProgramIsDamage) {
    keep(odd_result());
    for (const std::string text : {"", "{}", "[]", "3", R"({"hash": 3})", R"({"hash": "cbf29ce484222325"})"}) {
        put(record(), text);
        EXPECT_EQ(kept().state, KeptState::damaged) << text;
    }
}

TEST_F(KeptStudies, AReportIsCompleteWithItsPage) {
    const StudyResult result = odd_result();
    const std::vector<std::string> names = {"other", "odd_study"};
    EXPECT_EQ(report_state(folder_ / "nowhere", names), ReportState::empty);
    write_tables(folder_, result);
    EXPECT_EQ(report_state(folder_, names), ReportState::empty);
    keep_study(folder_, result, stamp);
    EXPECT_EQ(report_state(folder_, names), ReportState::parts);
    write_results(folder_, {result}, Effort::quick);
    EXPECT_EQ(report_state(folder_, names), ReportState::parts);
    write_page(folder_, {result}, Effort::quick);
    EXPECT_EQ(report_state(folder_, names), ReportState::complete);
    ASSERT_EQ(reported_studies(folder_).size(), 1U);
    EXPECT_EQ(reported_studies(folder_).front().name, "odd_study");
    EXPECT_EQ(reported_studies(folder_).front().end, StudyEnd::fails);
    forget_report(folder_, names);
    EXPECT_EQ(report_state(folder_, names), ReportState::empty);
    EXPECT_EQ(kept().state, KeptState::nothing);
    EXPECT_TRUE(reported_studies(folder_).empty());
    EXPECT_TRUE(std::filesystem::exists(folder_ / "odd_study/all.csv"));
}

TEST(StudyJson, BoundsThatAreNotFiniteAreWords) {
    StudyResult result;
    result.report.judge({"claim", Limits::quiet_NaN(), -infinity, infinity, ""});
    const auto json = nlohmann::json::parse(study_json(result));
    EXPECT_EQ(json["verdicts"][0]["measured"], "nan");
    EXPECT_EQ(json["verdicts"][0]["low"], "-inf");
    EXPECT_EQ(json["verdicts"][0]["high"], "inf");
    EXPECT_EQ(json["verdicts"][0]["holds"], false);
}

TEST(StudyJson, BytesThatAreNotUtf8AreReplaced) {
    StudyResult result;
    result.message = "file \xff";
    EXPECT_EQ(study_of_json(study_json(result), {}).message, "file \ufffd");
}

}  // namespace
}  // namespace ebru
