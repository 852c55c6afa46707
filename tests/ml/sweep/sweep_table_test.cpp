#include "ml/sweep/sweep_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/ml/sweep/sweep_folder.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

SweepDeck two_cases() {
    SweepDeck sweep;
    sweep.name = "s.toml";
    sweep.settings.title = "two, \"cases\"";
    sweep.axes = {"train.steps"};
    sweep.cases = {{.name = "a, b", .swept = {{"train.steps", {std::int64_t{3}}}}, .entries = {}},
                   {.name = "c", .swept = {{"train.steps", {std::int64_t{4}}}}, .entries = {}}};
    return sweep;
}

std::vector<RunResult> three_results() {
    return {{.of_case = 0, .name = "a, b, seed 1", .numbers = {{"x.y", 1.0}, {"z", 5.0}}},
            {.of_case = 0, .name = "a, b, seed 2", .numbers = {{"x.y", 4.0}}},
            {.of_case = 1, .name = "c, seed 1", .numbers = {{"x.y", 7.25}}}};
}

std::string text_of(const std::filesystem::path& file) {
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

TEST(SweepTable, SpreadIsThatOfASample) {
    const Spread spread = spread_of({2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0});
    EXPECT_DOUBLE_EQ(spread.mean, 5.0);
    // Sum of squares 32 over n - 1 = 7; a root, a division and eight sums, each of half an ulp.
    EXPECT_NEAR(spread.deviation, std::sqrt(32.0 / 7.0), 1e-14);
    EXPECT_TRUE(std::isnan(spread_of({1.0}).deviation));
}

TEST(SweepTable, CsvHasEveryNumberWithItsDeviation) {
    const std::filesystem::path folder = fresh_folder();
    write_table(make_table(two_cases(), three_results()), folder);
    // Mean of 1 and 4 is 2.5, their deviation 1.5 sqrt(2).
    EXPECT_EQ(text_of(folder / "table.csv"),
              "case,train.steps,runs,x.y,x.y deviation,z,z deviation\n"
              "\"a, b\",3,2,2.5,2.1213203435596424,5,\n"
              "c,4,1,7.25,,,\n");
}

TEST(SweepTable, JsonHasTheValuesOfEveryRun) {
    const std::filesystem::path folder = fresh_folder();
    write_table(make_table(two_cases(), three_results()), folder);
    const nlohmann::json json = nlohmann::json::parse(text_of(folder / "table.json"));
    EXPECT_EQ(json.at("title"), "two, \"cases\"");
    const nlohmann::json& first = json.at("cases").at(0);
    EXPECT_EQ(first.at("swept").at("train.steps"), 3);
    EXPECT_EQ(first.at("numbers").at("x.y").at("values"), (std::vector<double>{1.0, 4.0}));
    EXPECT_EQ(first.at("numbers").at("z").at("n"), 1);
    EXPECT_TRUE(first.at("numbers").at("z").at("deviation").is_null());
    EXPECT_FALSE(json.at("cases").at(1).at("numbers").contains("z"));
}

TEST(SweepTable, MarkdownShowsTheWantedColumnsToTheDigitsOfTheirSpread) {
    SweepDeck sweep = two_cases();
    sweep.settings.columns = {"x.y"};
    EXPECT_EQ(markdown_table(make_table(sweep, three_results())),
              "| case | runs | x.y |\n| --- | --- | --- |\n| a, b | 2 | 2.5 ± 2.1 |\n| c | 1 | 7.25 |\n");
    EXPECT_EQ(spread_text({.mean = 123.456, .deviation = 31.0, .values = {1.0, 2.0}}), "123 ± 31");
    EXPECT_EQ(spread_text({.mean = 0.0123456, .deviation = 0.00045, .values = {1.0, 2.0}}), "0.01235 ± 0.00045");
}

TEST(SweepTable, AColumnThatNoRunHasIsRefused) {
    SweepDeck sweep = two_cases();
    sweep.settings.columns = {"x.z"};
    EXPECT_TRUE(contains(user_error_text([&] { make_table(sweep, three_results()); }),
                         {"s.toml: sweep.columns has \"x.z\"", "x.y, z"}));
}

}  // namespace
}  // namespace ebru
