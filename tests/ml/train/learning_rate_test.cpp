#include "ml/train/learning_rate.hpp"

#include <gtest/gtest.h>

namespace ebru {
namespace {

UpdateSettings settings_with(RateDecay decay) {
    UpdateSettings settings;
    settings.learning_rate = 8.0;
    settings.warmup = 4;
    settings.decay = decay;
    settings.decay_steps = 12;
    return settings;
}

TEST(LearningRate, RisesLinearlyAndReachesItsValueWithTheLastUpdateOfTheWarmUp) {
    for (const RateDecay decay : {RateDecay::constant, RateDecay::cosine}) {
        const UpdateSettings settings = settings_with(decay);
        EXPECT_EQ(learning_rate_at(settings, 0), 2.0);
        EXPECT_EQ(learning_rate_at(settings, 1), 4.0);
        EXPECT_EQ(learning_rate_at(settings, 3), 8.0);
        EXPECT_EQ(learning_rate_at(settings, 4), 8.0);
    }
}

TEST(LearningRate, ConstantStays) {
    EXPECT_EQ(learning_rate_at(settings_with(RateDecay::constant), 1000000), 8.0);
}

TEST(LearningRate, CosineIsHalfWayAtHalfTimeAndZeroFromItsEndOn) {
    const UpdateSettings settings = settings_with(RateDecay::cosine);
    // cos(pi/2) is 6e-17 in double, cos(pi) is -1.
    EXPECT_NEAR(learning_rate_at(settings, 8), 4.0, 1e-15);
    EXPECT_EQ(learning_rate_at(settings, 12), 0.0);
    EXPECT_EQ(learning_rate_at(settings, 1000), 0.0);
    EXPECT_GT(learning_rate_at(settings, 7), 4.0);
}

TEST(LearningRate, NoWarmUpStartsAtItsValue) {
    UpdateSettings settings = settings_with(RateDecay::constant);
    settings.warmup = 0;
    EXPECT_EQ(learning_rate_at(settings, 0), 8.0);
}

}  // namespace
}  // namespace ebru
