#include "ml/objective/less_degraded.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "ml/objective/draw_noise.hpp"

namespace ebru {
namespace {

TrainingBatch pairs(std::int64_t first_draw, std::int64_t size) {
    TrainingBatch batch;
    batch.first_draw = first_draw;
    batch.ids.assign(static_cast<std::size_t>(size), 0);
    const at::Tensor all = at::arange(64 * 4 * 5, at::kFloat).reshape({64, 1, 4, 5}) / 1280.0;
    batch.degraded = all.narrow(0, first_draw, size).clone();
    batch.target = batch.degraded.flip(3) + 0.25;
    batch.level = at::arange(first_draw, first_draw + size) % 7 + 1;
    return batch;
}

TEST(LessDegraded, WithoutNoiseTheTargetIsTheDifferenceOfThePair) {
    const LessDegraded objective({.levels = 7, .noise = 0.0, .seed = 1});
    const TrainingBatch batch = pairs(0, 8);
    const Example example = objective.example(batch);
    EXPECT_TRUE(example.input.equal(batch.degraded));
    EXPECT_TRUE(example.target.equal(batch.target - batch.degraded));
    EXPECT_TRUE(example.time.equal(batch.level.to(at::kFloat)));
    EXPECT_EQ(example.bin.max().item<std::int64_t>(), objective.bins() - 1);
}

// Whatever the noise, input + F of a perfect network is the less degraded image: the sampler's formula.
TEST(LessDegraded, InputPlusTargetIsTheLessDegradedImage) {
    const LessDegraded objective({.levels = 7, .noise = 0.1, .seed = 1});
    const TrainingBatch batch = pairs(0, 64);
    const Example example = objective.example(batch);
    // One subtraction and one addition of numbers below 2, in float.
    EXPECT_LE((example.input + example.target - batch.target).abs().max().item<double>(), 2.4e-7);
    const at::Tensor noise = (example.input - batch.degraded) / 0.1;
    // n = 1280 normals: the variance's standard error is sqrt(2/n).
    EXPECT_NEAR(noise.var().item<double>(), 1.0, 4.0 * std::sqrt(2.0 / 1280.0));
}

TEST(LessDegraded, AnExampleDoesNotDependOnItsBatch) {
    const LessDegraded objective({.levels = 7, .noise = 0.1, .seed = 3});
    const Example whole = objective.example(pairs(0, 12));
    const Example part = objective.example(pairs(5, 4));
    EXPECT_TRUE(part.input.equal(whole.input.narrow(0, 5, 4)));
    EXPECT_TRUE(part.target.equal(whole.target.narrow(0, 5, 4)));
}

TEST(LessDegraded, LossIsTheSumOfSquaresOverTheValuesOfAnImage) {
    const LessDegraded objective({.levels = 7, .noise = 0.0, .seed = 1});
    const Example example = objective.example(pairs(0, 3));
    const at::Tensor output = at::full_like(example.target, 0.5);
    double by_hand = 0.0;
    for (int y = 0; y < 4; ++y) {
        for (int x = 0; x < 5; ++x) {
            const double off = 0.5 - example.target[2][0][y][x].item<double>();
            by_hand += off * off;
        }
    }
    EXPECT_NEAR(loss_per_image(example, output)[2].item<double>(), by_hand, 20 * 6e-8 * by_hand);
    EXPECT_NEAR(zero_output_loss(example), loss_per_image(example, at::zeros_like(output)).mean().item<double>(), 0.0);
}

}  // namespace
}  // namespace ebru
