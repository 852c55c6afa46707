#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <random>
#include <thread>

#include "ml/train/checkpoint.hpp"
#include "ml/train/train_run.hpp"
#include "tests/ml/train/toy_training.hpp"

namespace ebru {
namespace {

constexpr std::int64_t updates = 300;

pid_t start(const std::filesystem::path& folder) {
    const std::string folder_text = folder.string();
    const std::string updates_text = std::to_string(updates);
    const char* const arguments[] = {EBRU_TRAINING_PROGRAM, folder_text.c_str(), updates_text.c_str(), nullptr};
    pid_t child = 0;
    EXPECT_EQ(
        posix_spawn(&child, EBRU_TRAINING_PROGRAM, nullptr, nullptr, const_cast<char* const*>(arguments), environ), 0);
    return child;
}

std::uintmax_t log_size(const std::filesystem::path& folder) {
    std::error_code missing;
    const std::uintmax_t size = std::filesystem::file_size(TrainFiles(folder).log, missing);
    return missing ? 0 : size;
}

/// Waits until the log has changed in size and grown to `bytes`, or the process is over. \return whether it is.
bool over_before(pid_t child, const std::filesystem::path& folder, std::uintmax_t bytes, int& status) {
    while (log_size(folder) < bytes) {
        if (waitpid(child, &status, WNOHANG) == child) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    return false;
}

/// Update and loss of every row.
std::vector<std::string> losses_of(const std::filesystem::path& folder) {
    std::ifstream file(TrainFiles(folder).log);
    std::vector<std::string> rows;
    std::string line;
    while (std::getline(file, line)) {
        const std::size_t first = line.find(',');
        const std::size_t second = line.find(',', first + 1);
        rows.push_back(line.substr(0, first) + line.substr(second, line.find(',', second + 1) - second));
    }
    return rows;
}

std::vector<at::Tensor> weights_in(const std::filesystem::path& folder) {
    ToyTraining training(toy_settings());
    restore_checkpoint(TrainFiles(folder).checkpoint, training.trainer, toy_identity());
    EXPECT_EQ(training.trainer.updates(), updates);
    return training.weights();
}

TEST(TrainKill, KilledAtAnyMomentAndResumedTheWeightsAndTheLogAreThoseOfAStraightRun) {
    const TestFolder folder;
    const std::filesystem::path straight = folder.path() / "straight";
    const std::filesystem::path killed = folder.path() / "killed";
    std::filesystem::create_directories(straight);
    std::filesystem::create_directories(killed);
    int status = 0;
    waitpid(start(straight), &status, 0);
    ASSERT_EQ(status, 0);

    const unsigned seed = std::random_device()();
    std::mt19937 random(seed);
    int hits = 0;
    bool finished = false;
    while (!finished) {
        // A row is about 100 bytes; a resumed run starts with at most those of five updates less.
        const std::uintmax_t target = log_size(killed) + 600 + random() % 4000;
        const pid_t child = start(killed);
        finished = over_before(child, killed, target, status);
        if (finished) {
            ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "seed " << seed;
        } else {
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 20000));
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            ++hits;
        }
    }
    EXPECT_GE(hits, 3) << "seed " << seed;
    EXPECT_TRUE(equal_bits(weights_in(straight), weights_in(killed))) << "seed " << seed;
    EXPECT_EQ(losses_of(straight), losses_of(killed)) << "seed " << seed;
}

}  // namespace
}  // namespace ebru
