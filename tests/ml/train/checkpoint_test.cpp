#include "ml/train/checkpoint.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <fstream>

#include "ml/train/trained_network.hpp"
#include "tests/ml/train/toy_training.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

/// While it lives, files of this process end after so many bytes, as on a full disk.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &earlier_);
        const rlimit limit = {bytes, earlier_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &earlier_);
        signal(SIGXFSZ, handler_);
    }

  private:
    rlimit earlier_ = {};
    sighandler_t handler_;
};

void advance(ToyTraining& training, int updates) {
    for (int n = 0; n < updates; ++n) {
        training.trainer.update();
    }
}

TEST(Checkpoint, RestoredRunGoesOnBitForBit) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "checkpoint.pt";
    for (const OptimizerKind kind : {OptimizerKind::adam, OptimizerKind::adamw}) {
        UpdateSettings settings = toy_settings();
        settings.optimizer = kind;
        settings.weight_decay = 0.01;
        ToyTraining straight(settings);
        advance(straight, 9);
        {
            ToyTraining first(settings);
            advance(first, 4);
            save_checkpoint(path, first.trainer, toy_identity(), 12.5);
        }
        ToyTraining resumed(settings);
        advance(resumed, 2);  // whatever it was before
        EXPECT_EQ(restore_checkpoint(path, resumed.trainer, toy_identity()), 12.5);
        EXPECT_EQ(resumed.trainer.updates(), 4);
        advance(resumed, 5);
        EXPECT_TRUE(equal_bits(straight.weights(), resumed.weights()));
    }
}

TEST(Checkpoint, AnotherRunIsRefusedWithItsFirstDifference) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "checkpoint.pt";
    ToyTraining training(toy_settings());
    save_checkpoint(path, training.trainer, toy_identity(), 0.0);
    RunIdentity other = toy_identity();
    other.deck = "[train]\nbatch = 8\n";
    EXPECT_TRUE(contains(user_error_text([&] { restore_checkpoint(path, training.trainer, other); }),
                         {"checkpoint.pt", "another run", "batch = 4", "batch = 8", text_name(other.deck)}));
    other = toy_identity();
    other.forward_deck = "[process]\nkind = \"heat\"\n";
    EXPECT_TRUE(
        contains(user_error_text([&] { restore_checkpoint(path, training.trainer, other); }),
                 {"forward process", "heat", text_name(other.forward_deck), text_name(toy_identity().forward_deck)}));
    other = toy_identity();
    other.version = "9.9";
    EXPECT_EQ(user_error_text([&] { restore_checkpoint(path, training.trainer, other); }), "no UserError");
}

TEST(Checkpoint, WeightsAloneAreNoCheckpoint) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "weights.pt";
    ToyTraining training(toy_settings());
    save_weights(path, training.trainer, toy_identity());
    EXPECT_TRUE(contains(user_error_text([&] { restore_checkpoint(path, training.trainer, toy_identity()); }),
                         {"weights.pt", "checkpoint.pt"}));
}

TEST(Checkpoint, FullDiskKeepsTheOlderOne) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "checkpoint.pt";
    ToyTraining training(toy_settings());
    advance(training, 1);
    save_checkpoint(path, training.trainer, toy_identity(), 1.0);
    const std::vector<at::Tensor> saved = training.weights();
    advance(training, 1);
    std::string message;
    {
        const FileSizeLimit limit(2000);
        message = user_error_text([&] { save_checkpoint(path, training.trainer, toy_identity(), 2.0); });
    }
    EXPECT_TRUE(contains(message, {"cannot write", "checkpoint.pt"}));
    EXPECT_EQ(restore_checkpoint(path, training.trainer, toy_identity()), 1.0);
    EXPECT_TRUE(equal_bits(training.weights(), saved));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / ".checkpoint.pt.tmp"));
}

TEST(Checkpoint, RealFullDiskIsNamed) {
    const char* small = std::getenv("EBRU_TEST_SMALL_FS");
    if (small == nullptr) {
        GTEST_SKIP() << "EBRU_TEST_SMALL_FS names no small file system";
    }
    const TestFolder folder(small);
    std::filesystem::path filler = folder.path() / "filler";
    std::ofstream fill(filler, std::ios::binary);
    const std::string block(1 << 16, 'x');
    while (fill.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
    fill.close();
    ToyTraining training(toy_settings());
    EXPECT_TRUE(contains(user_error_text([&] {
                             save_checkpoint(folder.path() / "checkpoint.pt", training.trainer, toy_identity(), 0.0);
                         }),
                         {"checkpoint.pt", "No space left"}));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "checkpoint.pt"));
}

std::shared_ptr<Network> make_toy(const RunIdentity& /*run*/) {
    return std::make_shared<ToyNetwork>();
}

TEST(TrainedNetwork, HoldsTheChosenWeightsAndTheRunsTexts) {
    const TestFolder folder;
    ToyTraining training(toy_settings());
    advance(training, 3);
    save_weights(folder.path() / "weights.pt", training.trainer, toy_identity());
    save_checkpoint(folder.path() / "checkpoint.pt", training.trainer, toy_identity(), 0.0);
    for (const char* name : {"weights.pt", "checkpoint.pt"}) {
        const auto raw = load_trained(folder.path() / name, WeightSet::raw, at::kCPU, make_toy);
        const auto average = load_trained(folder.path() / name, WeightSet::average, at::kCPU, make_toy);
        EXPECT_TRUE(equal_bits(weights_of(*raw.network), weights_of(training.trainer.network())));
        EXPECT_TRUE(equal_bits(weights_of(*average.network), training.trainer.average().tensors()));
        EXPECT_EQ(raw.run, toy_identity());
        EXPECT_EQ(raw.step, 3);
        EXPECT_FALSE(raw.network->is_training());
        EXPECT_FALSE(raw.network->parameters().front().requires_grad());
        EXPECT_EQ(read_run_identity(folder.path() / name), toy_identity());
    }
}

TEST(TrainedNetwork, WeightsOfAnotherNetworkAreRefusedByName) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "weights.pt";
    ToyTraining training(toy_settings());
    save_weights(path, training.trainer, toy_identity());
    const auto wider = [](const RunIdentity&) -> std::shared_ptr<Network> { return std::make_shared<ToyNetwork>(5); };
    EXPECT_TRUE(contains(user_error_text([&] { load_trained(path, WeightSet::raw, at::kCPU, wider); }),
                         {"weights.pt", "another network", "first.weight", "4 x 1 x 3 x 3", "5 x 1 x 3 x 3"}));
}

}  // namespace
}  // namespace ebru
