#include "ml/evaluate/distortions.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "ml/features/pixel_bytes.hpp"

namespace ebru::test {

namespace {

constexpr double half_byte = 0.5 / 255.0;

TEST(Blurred, AModeDecaysAsTheHeatFlowSays) {
    // u = 1/2 + 1/2 cos(pi a (x + 1/2)/N), a = 3: the amplitude falls by exp(-(pi a sigma/N)^2/2). Rounding to 8 bits
    // before and after: half a byte each.
    constexpr int nx = 20;
    const at::Tensor x = at::arange(nx, at::kDouble) + 0.5;
    const at::Tensor wave = at::cos(3.0 * std::numbers::pi * x / nx);
    const at::Tensor image = to_bytes((0.5 + 0.5 * wave).to(at::kFloat).expand({300, 2, 7, nx}));
    const std::array<double, 2> sigma{1.0, 3.0};
    const std::array<at::Tensor, 2> blur = blurred(image, sigma);
    for (std::size_t level = 0; level < 2; ++level) {
        const double decay = std::exp(-0.5 * std::pow(std::numbers::pi * 3.0 * sigma[level] / nx, 2));
        const at::Tensor expected = 0.5 + 0.5 * decay * wave;
        const at::Tensor error = from_bytes(blur[level]).to(at::kDouble) - expected;
        EXPECT_EQ(blur[level].sizes(), image.sizes());
        EXPECT_LE(error.abs().max().item<double>(), 2.0 * half_byte + 1e-6);
    }
}

TEST(NoiseLike, HasTheMeanAndDeviationOfTheImages) {
    // Values of 102 and 153 alike: mean 1/2, deviation 0.1, so that clipping at five deviations does nothing.
    const at::Tensor images = at::arange(400 * 100).remainder(2).mul(51).add(102).to(at::kByte).view({400, 1, 10, 10});
    const at::Tensor noise = from_bytes(noise_like(images, 3));
    // 40,000 values: standard errors 0.1/200 of the mean and 0.1/sqrt(80,000) of the deviation; four of them.
    EXPECT_NEAR(noise.mean().item<double>(), 0.5, 4 * 0.1 / 200.0);
    EXPECT_NEAR(noise.std().item<double>(), 0.1, 4 * 0.1 / std::sqrt(80000.0));
    EXPECT_TRUE(at::equal(noise_like(images, 3), noise_like(images, 3)));
    EXPECT_TRUE(
        at::equal(noise_like(images.slice(0, 0, 300), 3).slice(0, 0, 10), noise_like(images, 3).slice(0, 0, 10)));
    EXPECT_FALSE(at::equal(noise_like(images, 3), noise_like(images, 4)));
}

}  // namespace

}  // namespace ebru::test
