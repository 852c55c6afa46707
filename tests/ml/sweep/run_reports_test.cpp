#include "ml/sweep/run_reports.hpp"

#include <gtest/gtest.h>

#include "tests/ml/sweep/sweep_folder.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

TEST(RunReports, UpdatesAreThoseOfTheLastWholeLine) {
    const std::filesystem::path folder = fresh_folder();
    EXPECT_EQ(updates_in(folder / "log.csv"), 0);
    EXPECT_EQ(updates_in(write_text(folder / "header.csv", "update,loss\n")), 0);
    EXPECT_EQ(updates_in(write_text(folder / "log.csv", "update,loss\n10,0.5\n20,0.4\n30")), 20);
    std::string many = "update,loss\n";
    for (int i = 1; i <= 500; ++i) {
        many += std::to_string(10 * i) + ",0.25\n";
    }
    EXPECT_EQ(updates_in(write_text(folder / "many.csv", many)), 5000);
}

SweepRun finished_run(const std::string& results) {
    SweepRun run;
    run.folder = fresh_folder();
    run.network_calls = 40;
    write_text(run.folder / "evaluation" / "results.json", results);
    return run;
}

TEST(RunReports, NumbersAreCalledByTheirKeys) {
    const SweepRun run = finished_run(
        R"({"seed": 3, "metrics": {"random": {"kernel_distance": {"mean": 0.5, "note": "x", "ok": true},
            "list": [1, 2.5], "accuracy": null}}})");
    write_text(run.folder / "train" / "run_log.json",
               R"({"training": {"updates": 12, "seconds": 3.5, "step_seconds_median": "nan"}})");
    EXPECT_EQ(run_numbers(run), (NamedNumbers{{"random.kernel_distance.mean", 0.5},
                                              {"random.list.0", 1.0},
                                              {"random.list.1", 2.5},
                                              {"cost.updates", 12.0},
                                              {"cost.training_seconds", 3.5},
                                              {"cost.network_calls", 40.0}}));
}

TEST(RunReports, ResultsWithoutMetricsAreRefused) {
    EXPECT_TRUE(contains(user_error_text([] { run_numbers(finished_run("{\"metric\": {}}")); }), {"\"metrics\""}));
    EXPECT_TRUE(
        contains(user_error_text([] { run_numbers(finished_run("{\"metrics\": ")); }), {"results.json", "JSON"}));
}

}  // namespace
}  // namespace ebru
