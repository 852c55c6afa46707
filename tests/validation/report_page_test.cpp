#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/src/io/reader_test_files.hpp"
#include "validation/common/report_files.hpp"

namespace ebru {
namespace {

class ReportFiles : public test::FileTest {};

std::string text_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

StudyResult result_of(double measured) {
    StudyResult result;
    result.name = "some_study";
    result.claim = "x < y & z";
    result.end = StudyEnd::fails;
    Table& table = result.report.table("numbers", "Some numbers", {{"h", "width"}, {"error", ""}});
    table.add({0.5, 0.25});
    result.report.judge(order_verdict("order", measured, 2.0, 0.1, "because"));
    result.report.draw(CurveFigure{"curve",
                                   "caption",
                                   "x",
                                   "y",
                                   Scale::log,
                                   Scale::log,
                                   {{"label", "numbers", "h", "error", {}, Curve::Style::line, "", ""}},
                                   {}});
    return result;
}

TEST_F(ReportFiles, ResultsHoldEveryVerdictTableAndFigure) {
    const StudyResult result = result_of(1.5);
    write_tables(folder_, result);
    write_results(folder_, {result}, Effort::quick);
    EXPECT_EQ(text_of(folder_ / "some_study/numbers.csv"), "h,error\n0.5,0.25\n");
    const auto json = nlohmann::json::parse(text_of(folder_ / "results.json"));
    EXPECT_EQ(json["effort"], "quick");
    const auto& study = json["studies"][0];
    EXPECT_EQ(study["verdicts"][0]["measured"], 1.5);
    EXPECT_EQ(study["verdicts"][0]["holds"], false);
    EXPECT_EQ(study["tables"][0]["file"], "some_study/numbers.csv");
    EXPECT_EQ(study["figures"][0]["curves"][0]["table"], "numbers");
}

TEST_F(ReportFiles, ThePageShowsFailuresAndEscapesText) {
    write_page(folder_, {result_of(1.5)}, Effort::quick);
    const std::string page = text_of(folder_ / "report.html");
    EXPECT_NE(page.find("x &lt; y &amp; z"), std::string::npos);
    EXPECT_NE(page.find("FAILS"), std::string::npos);
    EXPECT_NE(page.find("0 of 1"), std::string::npos);
    EXPECT_NE(page.find("curve.png was not drawn"), std::string::npos);
    EXPECT_EQ(page.find("http"), std::string::npos) << "the page opens without a network";
}

}  // namespace
}  // namespace ebru
