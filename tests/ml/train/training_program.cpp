// Trains the toy network, or goes on with it: for tests that kill the process. Usage: FOLDER UPDATES
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "ml/train/checkpoint.hpp"
#include "ml/train/train_run.hpp"
#include "tests/ml/train/toy_training.hpp"

namespace {

void train(const std::filesystem::path& folder, std::int64_t updates) {
    using namespace ebru;
    ToyTraining training(toy_settings());
    TrainPlan plan;
    plan.settings.steps = updates;
    plan.settings.log_every = 1;
    plan.settings.validate_every = 7;
    plan.settings.checkpoint_steps = 5;
    plan.identity = toy_identity();
    plan.folder = folder;
    const std::filesystem::path checkpoint = TrainFiles(folder).checkpoint;
    double seconds = 0.0;
    if (std::filesystem::exists(checkpoint)) {
        seconds = restore_checkpoint(checkpoint, training.trainer, plan.identity);
    }
    run_training(training.trainer, plan, seconds);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s FOLDER UPDATES\n", argv[0]);
        return 2;
    }
    try {
        train(argv[1], std::stoll(argv[2]));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
