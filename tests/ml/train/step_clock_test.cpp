#include "ml/train/step_clock.hpp"

#include <gtest/gtest.h>

namespace ebru {
namespace {

TEST(StepClock, QuantilesAreOfTheLastUpdatesAlone) {
    StepClock clock(10);
    EXPECT_EQ(clock.median(), 0.0);
    for (int i = 0; i < 5; ++i) {
        clock.add(100.0);  // forgotten below
    }
    for (int i = 10; i >= 1; --i) {
        clock.add(i);
    }
    EXPECT_EQ(clock.size(), 10U);
    EXPECT_EQ(clock.median(), 5.0);
    EXPECT_EQ(clock.quantile(0.9), 9.0);
    EXPECT_EQ(clock.quantile(1.0), 10.0);
    EXPECT_EQ(clock.quantile(0.0), 1.0);
}

TEST(StepClock, OneSlowUpdateInTenMeansSharedCores) {
    StepClock clock(100);
    for (int i = 0; i < 90; ++i) {
        clock.add(i % 9 == 0 ? 0.31 : 0.1);
        EXPECT_EQ(clock.cores_are_shared(), clock.size() >= 20) << i;
    }
}

TEST(StepClock, SteadyUpdatesAndRareSlowOnesDoNot) {
    StepClock clock(100);
    for (int i = 0; i < 100; ++i) {
        clock.add(i % 20 == 0 ? 5.0 : 0.1);
        if (i > 0) {
            EXPECT_FALSE(i >= 40 && clock.cores_are_shared()) << i;
        }
    }
}

}  // namespace
}  // namespace ebru
