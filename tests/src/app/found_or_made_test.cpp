#include "app/found_or_made.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ebru {
namespace {

class FoundOrMade : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = std::filesystem::path(testing::TempDir()) / "ebru_found_or_made";
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
};

TEST_F(FoundOrMade, OfManyAtOnceOneMakesIt) {
    std::atomic<int> made = 0;
    std::atomic<int> stored = 0;
    std::atomic<int> right = 0;
    const auto find = [&] { return stored.load() == 0 ? std::optional<int>() : stored.load(); };
    const auto make = [&] {
        ++made;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));  // long enough for all others to have looked
        stored = 7;
        return 7;
    };
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&] { right += found_or_made(folder_, find, make) == 7 ? 1 : 0; });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(made, 1);
    EXPECT_EQ(right, 8);
}

TEST_F(FoundOrMade, AFailureLetsTheNextTry) {
    const auto nothing = [] { return std::optional<int>(); };
    const auto fails = []() -> int { throw std::runtime_error("no"); };
    EXPECT_THROW(found_or_made(folder_, nothing, fails), std::runtime_error);
    EXPECT_EQ(found_or_made(folder_, nothing, [] { return 3; }), 3);
}

}  // namespace
}  // namespace ebru
