#include "ml/train/weight_average.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/ml/train/toy_training.hpp"

namespace ebru {
namespace {

void set_all(const Network& network, double value) {
    const at::NoGradGuard no_grad;
    for (at::Tensor weight : weights_of(network)) {
        weight.fill_(value);
    }
}

TEST(WeightAverage, DecayRampsUpToItsValue) {
    const ToyNetwork network;
    const WeightAverage average(network, 0.9);
    EXPECT_DOUBLE_EQ(average.decay_at(1), 2.0 / 11.0);
    EXPECT_DOUBLE_EQ(average.decay_at(20), 21.0 / 30.0);
    EXPECT_EQ(average.decay_at(80), 0.9);  // (1 + n)/(10 + n) = 0.9 at n = 80
    EXPECT_EQ(average.decay_at(1000000), 0.9);
}

TEST(WeightAverage, FollowsItsFormulaForParametersAndBuffers) {
    const ToyNetwork network;
    set_all(network, 1.0);
    WeightAverage average(network, 0.25);
    double expected = 1.0;
    for (int n = 1; n <= 20; ++n) {
        const double w = std::sin(n);
        set_all(network, w);
        average.update(n);
        const double d = std::min(0.25, (1.0 + n) / (10.0 + n));
        expected = d * expected + (1.0 - d) * w;
    }
    // A float average loses at most 2 roundings of numbers below 1 an update, and forgets them by d: below 4 eps.
    const double tolerance = 4.0 * std::numeric_limits<float>::epsilon();
    ASSERT_EQ(average.tensors().size(), 5U);  // two weights, two biases, the buffer
    for (const at::Tensor& tensor : average.tensors()) {
        EXPECT_NEAR(tensor.min().item<double>(), expected, tolerance);
        EXPECT_NEAR(tensor.max().item<double>(), expected, tolerance);
        EXPECT_EQ(tensor.scalar_type(), at::kFloat);
    }
}

TEST(WeightAverage, SwappedInForAScopeAndOutAgainBitForBit) {
    ToyNetwork network;
    set_all(network, 1.0);
    WeightAverage average(network, 0.5);
    set_all(network, 2.0);
    const at::Tensor held = network.parameters().front();
    {
        const AveragedWeights averaged(network, average);
        EXPECT_EQ(held.max().item<double>(), 1.0);
        EXPECT_EQ(average.tensors().front().max().item<double>(), 2.0);
        EXPECT_FALSE(network.is_training());
    }
    EXPECT_EQ(held.max().item<double>(), 2.0);
    EXPECT_EQ(average.tensors().front().max().item<double>(), 1.0);
    EXPECT_TRUE(network.is_training());
    EXPECT_TRUE(held.requires_grad());
}

}  // namespace
}  // namespace ebru
