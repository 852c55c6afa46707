#include "ml/sampler/noise_stream.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace ebru {
namespace {

const at::Tensor like = at::empty({3, 2, 5, 7}, at::kFloat);

TEST(SampleNoise, ASampleMeetsTheSameNoiseInAnyBatch) {
    const at::Tensor together = SampleNoise(9, {4, 17, 5}).normal(like, 3, 1);
    const at::Tensor alone = SampleNoise(9, {17}).normal(like.narrow(0, 0, 1), 3, 1);
    EXPECT_TRUE(alone[0].equal(together[1]));
    EXPECT_FALSE(alone[0].equal(together[0]));
}

TEST(SampleNoise, StepsAndUsesDiffer) {
    const SampleNoise noise(9, {1, 2, 3});
    EXPECT_FALSE(noise.normal(like, 3, 1).equal(noise.normal(like, 3, 2)));
    EXPECT_FALSE(noise.normal(like, 3, 1).equal(noise.normal(like, 4, 1)));
    EXPECT_FALSE(noise.normal(like, 3, 1).equal(SampleNoise(8, {1, 2, 3}).normal(like, 3, 1)));
}

TEST(SphericalNoise, EndsAreTheTwoSamplesAndTheLengthStays) {
    const at::Tensor large = at::empty({3, 1, 100, 100}, at::kFloat);
    const at::Tensor noise = SphericalNoise(9, 4, 17, {0.0, 0.5, 1.0}).normal(large, 2, 0);
    const at::Tensor ends = SampleNoise(9, {4, 17}).normal(large.narrow(0, 0, 2), 2, 0);
    // cos(pi/2) is 6e-17 and disappears beside any normal of a float.
    EXPECT_LE((noise[0] - ends[0]).abs().max().item<double>(), 1e-15);
    EXPECT_LE((noise[2] - ends[1]).abs().max().item<double>(), 1e-15);
    // 10000 values: the variance's standard error is sqrt(2/n).
    EXPECT_NEAR(noise[1].var().item<double>(), 1.0, 4.0 * std::sqrt(2.0 / 10000.0));
}

}  // namespace
}  // namespace ebru
