#include "app/wall_time.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "app/interrupt.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

/// Leaves no limit behind.
class WallTime : public testing::Test {
  protected:
    void TearDown() override {
        unsetenv("SLURM_JOB_END_TIME");
        limit_program(0.0);
    }
};

void job_ends_in(double seconds) {
    const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    setenv("SLURM_JOB_END_TIME", std::to_string(static_cast<std::int64_t>(now + seconds)).c_str(), 1);
}

TEST_F(WallTime, IsReadAsSlurmWritesIt) {
    EXPECT_EQ(wall_time_seconds("3600"), 3600.0);
    EXPECT_EQ(wall_time_seconds("0.5"), 0.5);
    EXPECT_EQ(wall_time_seconds("0"), 0.0);
    EXPECT_EQ(wall_time_seconds("90:30"), 90.0 * 60.0 + 30.0);
    EXPECT_EQ(wall_time_seconds("1:30:05"), 5405.0);
    EXPECT_EQ(wall_time_seconds("2-3"), (2.0 * 24.0 + 3.0) * 3600.0);
    EXPECT_EQ(wall_time_seconds("2-03:04"), (2.0 * 24.0 + 3.0) * 3600.0 + 240.0);
    EXPECT_EQ(wall_time_seconds("2-03:04:05"), (2.0 * 24.0 + 3.0) * 3600.0 + 245.0);
}

TEST_F(WallTime, WhatIsNoLengthOfTimeIsNamed) {
    for (const char* wrong : {"", "-1", "1:2:3:4", "1-2:3:4:5", "1:", ":30", "1-", "2h", "1e3", "inf", "nan", "1--2"}) {
        EXPECT_TRUE(contains(user_error_text([&] { wall_time_seconds(wrong); }),
                             {std::string("--wall-time ") + wrong + " (", "1:30:00"}))
            << wrong;
    }
}

TEST_F(WallTime, WithoutALimitThereIsNone) {
    limit_program(std::nullopt);
    EXPECT_EQ(wall_time_left(), std::nullopt);
    EXPECT_FALSE(wall_time_is_near());
}

TEST_F(WallTime, OfTheProgramCountsFromItsStart) {
    limit_program(1000.0);
    ASSERT_TRUE(wall_time_left().has_value());
    EXPECT_LE(*wall_time_left(), 1000.0);
    EXPECT_GT(*wall_time_left(), 0.0);
}

TEST_F(WallTime, TheBatchJobsEndIsALimitUnlessOneIsAskedFor) {
    job_ends_in(7200.0);
    limit_program(std::nullopt);
    ASSERT_TRUE(wall_time_left().has_value());
    EXPECT_LE(*wall_time_left(), 7200.0 - 60.0);
    EXPECT_GT(*wall_time_left(), 3600.0);
    limit_program(0.0);
    EXPECT_EQ(wall_time_left(), std::nullopt);
    limit_program(100000.0);
    EXPECT_GT(*wall_time_left(), 7200.0);
    job_ends_in(10.0 * 366.0 * 24.0 * 3600.0);  // "no limit" of a partition
    limit_program(std::nullopt);
    EXPECT_EQ(wall_time_left(), std::nullopt);
}

TEST_F(WallTime, WhatEndsFirstCounts) {
    const WallTimeLimit outer(500.0);
    {
        const WallTimeLimit later(5000.0);
        EXPECT_LE(*wall_time_left(), 500.0);
        const WallTimeLimit none(0.0);
        EXPECT_LE(*wall_time_left(), 500.0);
        const WallTimeLimit sooner(50.0);
        EXPECT_LE(*wall_time_left(), 50.0);
    }
    EXPECT_GT(*wall_time_left(), 50.0);
}

TEST_F(WallTime, IsNearWhenTwiceTheLongestPieceWouldPassIt) {
    begin_work_pieces();
    const auto start = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const WallTimeLimit wide(1000.0);
    EXPECT_FALSE(wall_time_is_near());
    EXPECT_FALSE(wall_time_is_near());  // a short piece: the long one still counts
    // What is left is at most 1.5 times what the clock says of the long piece, which is no longer than the piece.
    const std::chrono::duration<double> at_least = std::chrono::milliseconds(20);
    const WallTimeLimit close(1.5 * at_least.count());
    EXPECT_TRUE(wall_time_is_near());
    EXPECT_GE(std::chrono::steady_clock::now() - start, at_least);
}

TEST_F(WallTime, StopsARunAsAQueueDoes) {
    const InterruptGuard guard;
    EXPECT_FALSE(stop_requested());
    limit_program(1e-9);
    EXPECT_TRUE(stop_requested());
    const Interrupted stop(stop_signal(), "go on");
    EXPECT_EQ(stop.exit_code(), exit_stopped);
    EXPECT_STREQ(stop.what(), "the wall time is near: go on");
}

}  // namespace
}  // namespace ebru
