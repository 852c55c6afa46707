#include "ml/metrics/perceptual_distance.hpp"

#include <gtest/gtest.h>

#include "tests/ml/metrics/metric_samples.hpp"

namespace ebru {
namespace {

at::Tensor maps(std::uint64_t seed, at::IntArrayRef shape) {
    return test::normal_rows(seed, shape[0], static_cast<int>(shape[1] * shape[2] * shape[3])).view(shape);
}

// Sums of C products of size 1, in another order: (C + 8) eps relative, of values up to 4 a layer.
TEST(PerceptualDistance, IsThatOfWholeTensors) {
    const std::vector<at::Tensor> a{maps(1, {5, 8, 6, 7}), maps(2, {5, 3, 2, 2})};
    const std::vector<at::Tensor> b{maps(3, {5, 8, 6, 7}), maps(4, {5, 3, 2, 2})};
    at::Tensor expected = at::zeros({5}, at::kDouble);
    for (std::size_t layer = 0; layer < a.size(); ++layer) {
        const auto direction = [](const at::Tensor& map) { return map / (map.norm(2, {1}, true) + 1e-10); };
        expected += (direction(a[layer]) - direction(b[layer])).square().sum(1).mean(at::IntArrayRef({1, 2}));
    }
    const std::vector<double> found = perceptual_distances(a, b);
    for (std::int64_t pair = 0; pair < 5; ++pair) {
        EXPECT_NEAR(found[static_cast<std::size_t>(pair)], expected[pair].item<double>(), 60 * 8.0 * test::eps);
    }
    const PerceptualDistance over_pairs = perceptual_distance(a, b);
    EXPECT_EQ(over_pairs.pairs, 5);
    EXPECT_NEAR(over_pairs.mean, expected.mean().item<double>(), 60 * 8.0 * test::eps);
    EXPECT_NEAR(over_pairs.deviation, expected.std(false).item<double>(), 120 * 8.0 * test::eps);
}

// Equal directions: 0, whatever the lengths; opposite: 4; at right angles: 2, a layer.
TEST(PerceptualDistance, SeesDirectionsOnly) {
    const at::Tensor x = at::tensor({1.0, 0.0, 0.0, 0.0}, at::kDouble).view({1, 4, 1, 1}).repeat({1, 1, 3, 3});
    const at::Tensor y = x.roll({1}, {1});
    const auto distance = [](const at::Tensor& a, const at::Tensor& b) {
        return perceptual_distances({a, a}, {b, b})[0];
    };
    // 1e-10 beside a norm of 1 shortens a direction by as much, and one of 7 by a seventh.
    EXPECT_LE(distance(x, 7.0 * x), 2e-19);
    EXPECT_NEAR(distance(x, -x), 8.0, 8.0 * 3e-10);
    EXPECT_NEAR(distance(x, 2.0 * y), 4.0, 4.0 * 3e-10);
    EXPECT_EQ(distance(at::zeros_like(x), at::zeros_like(x)), 0.0);
}

TEST(PerceptualDistance, AFloatPairIsTheSameInAnyBatch) {
    const at::Tensor a = maps(1, {4, 8, 5, 5}).to(at::kFloat);
    const at::Tensor b = maps(2, {4, 8, 5, 5}).to(at::kFloat);
    const std::vector<double> all = perceptual_distances({a}, {b});
    EXPECT_EQ(perceptual_distances({a.slice(0, 2, 3)}, {b.slice(0, 2, 3)})[0], all[2]);
    const auto last_channel_fastest = a.contiguous(at::MemoryFormat::ChannelsLast);
    EXPECT_EQ(perceptual_distances({last_channel_fastest}, {b}), all);
}

}  // namespace
}  // namespace ebru
