#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>

#include "app/interrupt.hpp"
#include "ml/train/checkpoint.hpp"
#include "ml/train/same_weights.hpp"
#include "ml/train/train_run.hpp"
#include "tests/ml/train/toy_training.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

/// A folder that rank 0 makes, and all use.
class CommonFolder {
  public:
    CommonFolder() {
        if (Ranks::job().first()) {
            folder_.emplace();
        }
        path_ = Ranks::job().broadcast(folder_ ? folder_->path().string() : std::string());
    }
    CommonFolder(const CommonFolder&) = delete;
    CommonFolder& operator=(const CommonFolder&) = delete;
    ~CommonFolder() { Ranks::job().barrier(); }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::optional<TestFolder> folder_;
    std::filesystem::path path_;
};

TrainPlan plan_for(const std::filesystem::path& folder, std::int64_t steps) {
    TrainPlan plan;
    plan.settings.steps = steps;
    plan.settings.log_every = 1;
    plan.settings.validate_every = 5;
    plan.settings.checkpoint_steps = 4;
    plan.identity = toy_identity();
    plan.folder = folder;
    plan.how_to_resume = "ebru train again";
    return plan;
}

/// The settings with which this number of ranks has the bits of two parts on one rank.
UpdateSettings two_parts(const Ranks& ranks) {
    UpdateSettings settings = toy_settings();
    settings.batch = 8;
    settings.accumulate = ranks.alone() ? 2 : 1;
    return settings;
}

/// Trains until `steps`, from the folder's checkpoint if there is one. \return weights but for the counting buffer.
std::vector<at::Tensor> train_until(const Ranks& ranks, const std::filesystem::path& folder, std::int64_t steps) {
    ToyTraining training(two_parts(ranks), 0.0, ranks);
    const std::filesystem::path checkpoint = TrainFiles(folder).checkpoint;
    double seconds = 0.0;
    if (std::filesystem::exists(checkpoint)) {
        seconds = restore_checkpoint(checkpoint, training.trainer, toy_identity());
    }
    ranks.barrier();
    run_training(training.trainer, plan_for(folder, steps), seconds);
    std::vector<at::Tensor> weights = training.weights();
    weights.erase(weights.begin() + 9);
    weights.erase(weights.begin() + 4);
    return weights;
}

TEST(TrainRunOverRanks, ACheckpointIsGoneOnWithOnAnyNumberOfRanks) {
    const Ranks& job = Ranks::job();
    if (job.count() != 2) {
        GTEST_SKIP() << "three numbers are added in several orders";
    }
    const Ranks alone;
    const CommonFolder folder;
    const std::filesystem::path straight = folder.path() / "straight";
    const std::filesystem::path changing = folder.path() / "changing";
    std::vector<at::Tensor> expected;
    job.first_does([&] {
        std::filesystem::create_directories(straight);
        std::filesystem::create_directories(changing);
        expected = train_until(alone, straight, 21);
        train_until(alone, changing, 6);
    });
    std::vector<at::Tensor> on_two = train_until(job, changing, 13);  // 1 to 2
    job.first_does([&] {
        train_until(alone, changing, 17);  // 2 to 1
    });
    on_two = train_until(job, changing, 21);
    job.first_does([&] { EXPECT_TRUE(equal_bits(expected, on_two)); });
}

TEST(TrainRunOverRanks, RankZeroWritesTheFilesAndDrawsTheSheet) {
    const Ranks& job = Ranks::job();
    const CommonFolder folder;
    ToyTraining training(two_parts(job), 0.5);
    ToySource held_out(7);
    int sheets = 0;
    TrainPlan plan = plan_for(folder.path(), 6);
    plan.held_out = &held_out;
    plan.settings.validation_images = 7;
    plan.draw_sheet = [&](std::int64_t, Network&) { ++sheets; };
    const TrainSummary summary = run_training(training.trainer, plan, 0.0);
    EXPECT_EQ(sheets, job.first() ? 1 : 0);
    EXPECT_GT(summary.sum_share, 0.0);
    EXPECT_LT(summary.sum_share, 1.0);
    job.barrier();
    const TrainFiles files(folder.path());
    for (const auto& file : {files.checkpoint, files.weights, files.log, files.levels, files.validation}) {
        EXPECT_TRUE(std::filesystem::exists(file)) << file;
    }
    std::ifstream log(files.log);
    int rows = 0;
    for (std::string line; std::getline(log, line);) {
        ++rows;
    }
    EXPECT_EQ(rows, 7);
}

TEST(TrainRunOverRanks, ASignalToOneRankStopsAllAfterTheSameUpdate) {
    const Ranks& job = Ranks::job();
    const CommonFolder folder;
    ToyTraining training(two_parts(job), 0.5);
    TrainPlan plan = plan_for(folder.path(), 1000);
    class Source final : public TrainingSource {
      public:
        [[nodiscard]] std::int64_t images() const override { return toy_.images(); }
        [[nodiscard]] ImageShape shape() const override { return toy_.shape(); }
        [[nodiscard]] const std::string& forward_deck() const override { return toy_.forward_deck(); }
        TrainingBatch batch(std::int64_t first_draw, std::int64_t size) override {
            if (Ranks::job().rank() == 1 && first_draw >= 5 * 8) {
                raise(SIGTERM);
            }
            return toy_.batch(first_draw, size);
        }

      private:
        ToySource toy_;
    } source;
    Trainer trainer(two_parts(job), std::make_shared<ToyNetwork>(), source, training.objective, at::kCPU);
    int signal = 0;
    std::string text;
    try {
        run_training(trainer, plan, 0.0);
    } catch (const Interrupted& stop) {
        signal = stop.signal();
        text = stop.what();
    }
    EXPECT_EQ(signal, SIGTERM);
    EXPECT_EQ(trainer.updates(), 6);
    EXPECT_TRUE(contains(text, {"after 6 of 1000 updates", "ebru train again"}));
    EXPECT_EQ(restore_checkpoint(TrainFiles(folder.path()).checkpoint, training.trainer, toy_identity()) > 0.0, true);
    EXPECT_EQ(training.trainer.updates(), 6);
}

TEST(TrainRunOverRanks, RanksThatDifferDoNotStart) {
    const Ranks& job = Ranks::job();
    const CommonFolder folder;
    ToyTraining training(two_parts(job), 0.5);
    const at::NoGradGuard no_grad;
    if (job.rank() == 1) {
        training.trainer.network().parameters()[1].view(-1)[0] = 3.0;
    }
    const TrainPlan plan = plan_for(folder.path(), 5);
    if (job.rank() == 1) {
        EXPECT_TRUE(contains(user_error_text([&] { run_training(training.trainer, plan, 0.0); }),
                             {"first.bias of rank 1 after 0 updates"}));
    } else {
        EXPECT_THROW(run_training(training.trainer, plan, 0.0), OtherRankFailed);
    }
}

TEST(TrainRunOverRanks, AFileThatRankZeroCannotWriteEndsAll) {
    const Ranks& job = Ranks::job();
    const CommonFolder folder;
    const std::filesystem::path absent = folder.path() / "absent";
    ToyTraining training(two_parts(job), 0.5);
    const TrainPlan plan = plan_for(absent, 5);
    if (job.first()) {
        EXPECT_TRUE(contains(user_error_text([&] { run_training(training.trainer, plan, 0.0); }), {"absent"}));
    } else {
        EXPECT_THROW(run_training(training.trainer, plan, 0.0), OtherRankFailed);
    }
}

}  // namespace
}  // namespace ebru
