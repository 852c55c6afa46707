#include "app/run_threads.hpp"

#include <gtest/gtest.h>

#include <Kokkos_Core.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/hand_over.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

class RunThreads : public testing::Test {
  protected:
    void SetUp() override {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override {
        unsetenv(threads_by_load);
        std::filesystem::remove_all(folder_);
    }
    void store(const std::string& text) const { std::ofstream(folder_ / "threads.txt") << text; }
    [[nodiscard]] int stored() const {
        int threads = 0;
        std::ifstream(folder_ / "threads.txt") >> threads;
        return threads;
    }
    /// What is said on the way.
    [[nodiscard]] std::string settled(RunStart start) const {
        // spdlog's first logger writes to one, the program's to the other.
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        settle_threads(folder_, start);
        return testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
    }

    std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "ebru_run_threads";
    int here_ = Kokkos::DefaultHostExecutionSpace().concurrency();
};

TEST_F(RunThreads, ANewRunKeepsItsNumberAndSaysWhy) {
    setenv(threads_by_load, "2 of 2 cores usable, load 9.4", 1);
    EXPECT_TRUE(contains(settled(RunStart::anew), {std::to_string(here_) + " thread", "load 9.4", "--threads"}));
    EXPECT_EQ(stored(), here_);
}

TEST_F(RunThreads, ANumberThatWasAskedForNeedsNoWord) {
    EXPECT_EQ(settled(RunStart::anew), "");
    EXPECT_EQ(settled(RunStart::resumed), "");
    EXPECT_EQ(stored(), here_);
}

TEST_F(RunThreads, AResumedRunWithANumberThatWasAskedForIsWarned) {
    store(std::to_string(here_ + 3) + "\n");
    EXPECT_TRUE(contains(settled(RunStart::resumed), {"begun with " + std::to_string(here_ + 3), "last bits"}));
    EXPECT_EQ(stored(), here_);
}

TEST_F(RunThreads, ARunThatIsReplacedForgetsTheOldNumber) {
    store(std::to_string(here_ + 3) + "\n");
    EXPECT_EQ(settled(RunStart::anew), "");
    EXPECT_EQ(stored(), here_);
}

TEST_F(RunThreads, ADamagedNumberIsNamed) {
    store("many\n");
    EXPECT_TRUE(contains(user_error_text([&] { settle_threads(folder_, RunStart::resumed); }), {"threads.txt"}));
}

}  // namespace
}  // namespace ebru
