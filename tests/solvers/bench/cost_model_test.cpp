#include "solvers/bench/cost_model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ebru {
namespace {

TEST(MessageCost, IsRecoveredFromItsOwnTimes) {
    const MessageCost truth{2e-6, 5e9};
    std::vector<double> bytes;
    std::vector<double> seconds;
    for (double s = 8.0; s < 1e7; s *= 4.0) {
        bytes.push_back(s);
        seconds.push_back(truth.seconds(s));
    }
    const MessageCost found = fit_message_cost(bytes, seconds);
    EXPECT_NEAR(found.latency / truth.latency, 1.0, 1e-9);  // condition of the normal equations, 1e6, times eps
    EXPECT_NEAR(found.bandwidth / truth.bandwidth, 1.0, 1e-9);
}

TEST(MessageCost, AScatteredTimeMovesTheFitByItsShare) {
    // Two sizes determine the line; scaling both times scales latency and 1 / bandwidth.
    const std::vector<double> bytes{0.0, 1e6};
    const std::vector<double> seconds{3e-6, 203e-6};
    const MessageCost found = fit_message_cost(bytes, seconds);
    EXPECT_NEAR(found.latency, 3e-6, 1e-15);
    EXPECT_NEAR(found.bandwidth, 5e9, 1.0);
}

TEST(MessageCost, ALatencyIsNeverNegative) {
    const std::vector<double> bytes{1e3, 1e6};
    const std::vector<double> seconds{1e-7, 2e-4};  // the line through both meets 0 below 0
    const MessageCost found = fit_message_cost(bytes, seconds);
    EXPECT_EQ(found.latency, 0.0);
    // minimises (s / (w t) - 1)^2: w = sum b^2 / sum b with b = s / t
    EXPECT_NEAR(found.bandwidth, (1e10 * 1e10 + 5e9 * 5e9) / 1.5e10, 1.0);
}

TEST(FieldCost, CountsCellsEdgesAndCorners) {
    const FieldCost cost{1e-9, 4.0};
    const MessageCost message{1e-6, 1e9};
    const Grid whole{100, 60};
    EXPECT_DOUBLE_EQ(field_step_seconds(cost, message, whole, 1, 1, 0.0), 6e-6);
    EXPECT_DOUBLE_EQ(field_step_seconds(cost, message, whole, 2, 1, 0.0), 3e-6 + 2.0 * (1e-6 + 240e-9));
    EXPECT_DOUBLE_EQ(field_step_seconds(cost, message, whole, 2, 3, 0.0),
                     1e-6 + 2.0 * (1e-6 + 80e-9) + 2.0 * (1e-6 + 200e-9) + 4.0 * (1e-6 + 4e-9));
    // an uneven cut waits for its largest block
    EXPECT_DOUBLE_EQ(field_step_seconds(cost, message, whole, 3, 1, 0.0), 34.0 * 60e-9 + 2.0 * (1e-6 + 240e-9));
}

TEST(FieldCost, TheInteriorHidesWhatFits) {
    const FieldCost cost{1e-9, 4.0};
    const MessageCost message{1e-6, 1e9};
    const Grid whole{100, 60};
    EXPECT_DOUBLE_EQ(field_step_seconds(cost, message, whole, 2, 1, 1.0), 3e-6);  // exchange 2.48e-6 below it
    EXPECT_DOUBLE_EQ(field_step_seconds(cost, message, whole, 10, 1, 1.0), 2.0 * (1e-6 + 240e-9));
}

TEST(SamplesCost, RoundsAndTheFileSystemLimitIt) {
    const SamplesCost cost{1e-3, 1e6, 1e9, 2e9, 0.0};
    EXPECT_DOUBLE_EQ(samples_seconds(cost, 1000, 10, 1), 1.0 + 1.0);
    EXPECT_DOUBLE_EQ(samples_seconds(cost, 1000, 10, 10), 0.1 + 0.5);
    EXPECT_DOUBLE_EQ(samples_seconds(cost, 1000, 10, 1000), 0.01 + 0.5);  // one round is the least
}

TEST(TrainCost, TheGradientsGoRoundOnce) {
    const TrainCost cost{1e-3, 2e-3, 1e6};
    const MessageCost message{0.0, 1e9};
    EXPECT_DOUBLE_EQ(update_seconds(cost, message, 64, 1), 66e-3);
    EXPECT_DOUBLE_EQ(update_seconds(cost, message, 64, 4), 16e-3 + 2e-3 + 1.5e-3);
}

}  // namespace
}  // namespace ebru
