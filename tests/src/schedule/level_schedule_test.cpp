#include "schedule/level_schedule.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

constexpr double fo_min = 1.0e-4;
constexpr double fo_max = 0.125;
constexpr double epsilon = std::numeric_limits<double>::epsilon();

constexpr ScheduleKind all_kinds[] = {ScheduleKind::exponential, ScheduleKind::linear, ScheduleKind::cosine};

std::string message_of(int levels, double low, double high) {
    try {
        const LevelSchedule schedule(ScheduleKind::exponential, levels, low, high);
    } catch (const UserError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(LevelSchedule, LevelZeroIsTheCleanImage) {
    for (const ScheduleKind kind : all_kinds) {
        EXPECT_EQ(LevelSchedule(kind, 10, fo_min, fo_max).fo(0), 0.0);
    }
}

TEST(LevelSchedule, FirstAndLastLevelAreExactlyTheEndsAskedFor) {
    // With these ends all three formulas miss Fo_max by a rounding, so a last level that is merely computed shows.
    constexpr double first = 0.001;
    constexpr double last = 0.009;
    for (const ScheduleKind kind : all_kinds) {
        for (const int levels : {2, 3, 7, 100, 1000}) {
            const LevelSchedule schedule(kind, levels, first, last);
            EXPECT_EQ(schedule.levels(), levels);
            EXPECT_EQ(schedule.fo(1), first) << levels;
            EXPECT_EQ(schedule.fo(levels), last) << levels;
        }
    }
}

TEST(LevelSchedule, IncreasesStrictlyAndIncrementsAddUp) {
    for (const ScheduleKind kind : all_kinds) {
        const LevelSchedule schedule(kind, 50, fo_min, fo_max);
        double sum = 0.0;
        for (int k = 1; k <= schedule.levels(); ++k) {
            EXPECT_GT(schedule.fo_increment(k), 0.0) << "level " << k;
            EXPECT_EQ(schedule.fo_increment(k), schedule.fo(k) - schedule.fo(k - 1));
            sum += schedule.fo_increment(k);
        }
        // 50 differences and 50 sums, each rounded by at most eps/2 of a number below fo_max.
        EXPECT_NEAR(sum, fo_max, 50 * epsilon * fo_max);
    }
}

TEST(LevelSchedule, ExponentialHasOneRatioBetweenLevels) {
    const int levels = 100;
    const LevelSchedule schedule(ScheduleKind::exponential, levels, fo_min, fo_max);
    const double ratio = std::exp(std::log(fo_max / fo_min) / (levels - 1));
    for (int k = 2; k <= levels; ++k) {
        // pow with an exponent in [0, 1] and a base below e^8: relative error of some eps; exp(log) adds log(1250) = 7
        // eps.
        EXPECT_NEAR(schedule.fo(k) / schedule.fo(k - 1), ratio, 16 * epsilon * ratio) << "level " << k;
    }
}

TEST(LevelSchedule, LinearHasOneIncrementAfterTheFirst) {
    const LevelSchedule schedule(ScheduleKind::linear, 12, fo_min, fo_max);
    for (int k = 2; k <= 12; ++k) {
        // Both ends of the difference are rounded to eps of at most fo_max.
        EXPECT_NEAR(schedule.fo_increment(k), (fo_max - fo_min) / 11.0, 4 * epsilon * fo_max) << "level " << k;
    }
}

TEST(LevelSchedule, CosineIsSymmetricAndSlowestAtItsEnds) {
    const int levels = 21;
    const LevelSchedule schedule(ScheduleKind::cosine, levels, fo_min, fo_max);
    for (int k = 1; k <= levels; ++k) {
        EXPECT_NEAR(schedule.fo(k) + schedule.fo(levels + 1 - k), fo_min + fo_max, 8 * epsilon * fo_max)
            << "level " << k;
    }
    // A quarter of the way: (1 - cos(pi/4))/2 = (1 - 1/sqrt 2)/2.
    const double quarter = fo_min + (fo_max - fo_min) * 0.5 * (1.0 - std::sqrt(0.5));
    EXPECT_NEAR(schedule.fo(6), quarter, 8 * epsilon * fo_max);
    EXPECT_LT(schedule.fo_increment(2), schedule.fo_increment(11));
    EXPECT_LT(schedule.fo_increment(levels), schedule.fo_increment(11));
}

TEST(LevelSchedule, OneLevelGoesStraightToTheMaximum) {
    for (const ScheduleKind kind : all_kinds) {
        const LevelSchedule schedule(kind, 1, 0.0, fo_max);
        EXPECT_EQ(schedule.levels(), 1);
        EXPECT_EQ(schedule.fo(1), fo_max);
    }
}

TEST(LevelSchedule, RefusalsNameTheKeyAndTheValidChoice) {
    EXPECT_TRUE(contains(message_of(0, fo_min, fo_max), {"schedule.levels = 0", "at least 1"}));
    EXPECT_TRUE(contains(message_of(-3, fo_min, fo_max), {"schedule.levels = -3"}));
    EXPECT_TRUE(contains(message_of(10, fo_min, 0.0), {"schedule.Fo_max"}));
    EXPECT_TRUE(contains(message_of(10, fo_min, std::numeric_limits<double>::infinity()), {"schedule.Fo_max"}));
    EXPECT_TRUE(contains(message_of(10, fo_min, std::numeric_limits<double>::quiet_NaN()), {"schedule.Fo_max"}));
    EXPECT_TRUE(contains(message_of(10, 0.0, fo_max), {"schedule.Fo_min"}));
    EXPECT_TRUE(contains(message_of(10, fo_max, fo_max), {"0 < Fo_min < Fo_max"}));
    EXPECT_TRUE(contains(message_of(10, std::numeric_limits<double>::quiet_NaN(), fo_max), {"schedule.Fo_min"}));
}

TEST(LevelSchedule, LevelsOutsideZeroToKAreDefects) {
    const LevelSchedule schedule(ScheduleKind::linear, 5, fo_min, fo_max);
    EXPECT_THROW((void)schedule.fo(-1), ContractError);
    EXPECT_THROW((void)schedule.fo(6), ContractError);
    EXPECT_THROW((void)schedule.fo_increment(0), ContractError);
    EXPECT_NO_THROW((void)schedule.fo_increment(5));
}

}  // namespace
}  // namespace ebru
