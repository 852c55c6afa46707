#include "ml/train/train_run.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <sstream>

#include "app/interrupt.hpp"
#include "ml/train/checkpoint.hpp"
#include "tests/ml/train/toy_training.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

TrainPlan toy_plan(const TestFolder& folder) {
    TrainPlan plan;
    plan.settings.steps = 20;
    plan.settings.log_every = 3;
    plan.settings.validate_every = 5;
    plan.settings.validation_images = 6;
    plan.settings.checkpoint_seconds = 1e9;
    plan.identity = toy_identity();
    plan.folder = folder.path();
    plan.how_to_resume = "ebru train deck.toml --resume";
    return plan;
}

/// Columns of a CSV file, without those that hold times.
std::vector<std::string> rows_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::vector<std::string> rows;
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        std::string field;
        std::string row;
        for (int i = 0; std::getline(fields, field, ','); ++i) {
            const bool is_time = path.filename() == "log.csv" && (i == 1 || i >= 5);
            row += is_time ? "" : field + " ";
        }
        rows.push_back(row);
    }
    return rows;
}

TEST(TrainRun, WritesLogsWeightsAndCheckpoint) {
    const TestFolder folder;
    ToyTraining training(toy_settings());
    TrainPlan plan = toy_plan(folder);
    ToySource held_out(6);
    plan.held_out = &held_out;
    std::vector<std::int64_t> sheets;
    plan.settings.sheet_every = 8;
    plan.draw_sheet = [&](std::int64_t updates, Network& network) {
        EXPECT_FALSE(network.is_training());
        sheets.push_back(updates);
    };
    const TrainSummary summary = run_training(training.trainer, plan, 0.0);
    EXPECT_EQ(summary.updates, 20);
    EXPECT_EQ(sheets, (std::vector<std::int64_t>{8, 16, 20}));
    const TrainFiles files(folder.path());
    EXPECT_EQ(rows_of(files.log).size(), 1U + 6U + 1U);  // 3, 6, ..., 18 and the rest
    EXPECT_EQ(rows_of(files.validation).size(), 1U + 4U);
    EXPECT_EQ(rows_of(files.levels).size(), 1U + 4U * 2U);
    EXPECT_TRUE(std::filesystem::exists(files.weights));
    ToyTraining restored(toy_settings());
    restore_checkpoint(files.checkpoint, restored.trainer, toy_identity());
    EXPECT_EQ(restored.trainer.updates(), 20);
    EXPECT_TRUE(equal_bits(restored.weights(), training.weights()));
}

TEST(TrainRun, StoppedAndResumedRunHasTheBitsAndRowsOfAStraightOne) {
    const TestFolder folder;
    const TrainFiles files(folder.path());
    ToySource held_out(6);
    TrainPlan plan = toy_plan(folder);
    plan.held_out = &held_out;
    plan.settings.log_every = 5;
    ToyTraining straight(toy_settings());
    run_training(straight.trainer, plan, 0.0);
    const std::vector<std::string> log = rows_of(files.log);
    const std::vector<std::string> validation = rows_of(files.validation);

    ToyTraining stopped(toy_settings());
    TrainPlan stopping = plan;
    stopping.settings.sheet_every = 10;
    stopping.draw_sheet = [](std::int64_t, Network&) { raise(SIGTERM); };
    try {
        run_training(stopped.trainer, stopping, 0.0);
        FAIL() << "the signal was not heard";
    } catch (const Interrupted& stop) {
        EXPECT_EQ(stop.signal(), SIGTERM);
        EXPECT_TRUE(contains(stop.what(), {"10 of 20 updates", "ebru train deck.toml --resume"}));
    }
    // What a killed run had logged after its checkpoint.
    std::ofstream(files.log, std::ios::app) << "15,1,2,3,4,5,6,7\n";
    ToyTraining resumed(toy_settings());
    const double seconds = restore_checkpoint(files.checkpoint, resumed.trainer, toy_identity());
    EXPECT_EQ(resumed.trainer.updates(), 10);
    run_training(resumed.trainer, plan, seconds);
    EXPECT_TRUE(equal_bits(straight.weights(), resumed.weights()));
    EXPECT_EQ(rows_of(files.log), log);
    EXPECT_EQ(rows_of(files.validation), validation);
}

TEST(TrainRun, WallTimeSavesAndStopsWithAnAlarm) {
    const TestFolder folder;
    ToyTraining training(toy_settings());
    TrainPlan plan = toy_plan(folder);
    plan.settings.steps = 1000000000;
    plan.settings.wall_time = 0.3;
    try {
        run_training(training.trainer, plan, 0.0);
        FAIL() << "the wall time was not kept";
    } catch (const Interrupted& stop) {
        EXPECT_EQ(stop.signal(), SIGALRM);
        EXPECT_TRUE(contains(stop.what(), {"wall time", "--resume"}));
    }
    ToyTraining restored(toy_settings());
    restore_checkpoint(TrainFiles(folder.path()).checkpoint, restored.trainer, toy_identity());
    EXPECT_EQ(restored.trainer.updates(), training.trainer.updates());
    EXPECT_GT(restored.trainer.updates(), 0);
}

TEST(TrainRun, LossThatIsNoNumberLeavesTheLastGoodState) {
    const TestFolder folder;
    ToyTraining training(toy_settings(), 0.0);
    training.source.poisoned_draw = 4 * 7;
    const TrainPlan plan = toy_plan(folder);
    const TrainFiles files(folder.path());
    EXPECT_TRUE(contains(user_error_text([&] { run_training(training.trainer, plan, 0.0); }),
                         {"update 7", "loss is nan", files.checkpoint.string(), "train.start_from"}));
    ToyTraining restored(toy_settings(), 0.0);
    restore_checkpoint(files.checkpoint, restored.trainer, toy_identity());
    EXPECT_EQ(restored.trainer.updates(), 7);
    EXPECT_TRUE(restored.trainer.is_finite());
}

TEST(TrainRun, WeightsThatAreNoNumbersNeverReplaceACheckpoint) {
    const TestFolder folder;
    ToyTraining training(toy_settings());
    TrainPlan plan = toy_plan(folder);
    const TrainFiles files(folder.path());
    plan.settings.steps = 2;
    run_training(training.trainer, plan, 0.0);
    {
        const at::NoGradGuard no_grad;
        training.trainer.network().parameters().front().fill_(std::numeric_limits<float>::quiet_NaN());
    }
    plan.settings.steps = 4;
    EXPECT_TRUE(contains(user_error_text([&] { run_training(training.trainer, plan, 0.0); }),
                         {"weights after update 1", "last checkpoint"}));
    ToyTraining restored(toy_settings());
    restore_checkpoint(files.checkpoint, restored.trainer, toy_identity());
    EXPECT_EQ(restored.trainer.updates(), 2);
    EXPECT_TRUE(restored.trainer.is_finite());
}

TEST(TrainRun, CheckpointsComeByUpdatesAndByTheClock) {
    const TestFolder folder;
    const TrainFiles files(folder.path());
    for (const bool by_clock : {false, true}) {
        std::filesystem::remove(files.checkpoint);
        ToyTraining training(toy_settings());
        TrainPlan plan = toy_plan(folder);
        plan.settings.checkpoint_steps = by_clock ? 0 : 4;
        plan.settings.checkpoint_seconds = by_clock ? 0.0 : 1e9;
        plan.settings.sheet_every = 6;
        plan.draw_sheet = [&](std::int64_t updates, Network&) {
            if (updates != 6) {
                return;
            }
            ToyTraining restored(toy_settings());
            restore_checkpoint(files.checkpoint, restored.trainer, toy_identity());
            EXPECT_EQ(restored.trainer.updates(), by_clock ? 5 : 4);
        };
        run_training(training.trainer, plan, 0.0);
    }
}

}  // namespace
}  // namespace ebru
