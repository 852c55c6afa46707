#include "ml/objective/cosine_marginals.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/ml/support/paths.hpp"

namespace ebru {
namespace {

// n products and sums of numbers up to 1: n eps.
TEST(CosineMatrix, IsOrthonormal) {
    for (const int n : {1, 2, 7, 28}) {
        const at::Tensor matrix = cosine_matrix(n);
        const at::Tensor off = at::matmul(matrix, matrix.t()) - at::eye(n, at::kDouble);
        EXPECT_LE(off.abs().max().item<double>(), 2.2e-16 * (n + 2)) << n;
    }
}

TEST(CosineMarginals, ModesAndBackIsTheIdentity) {
    const auto path = test::cosine_path();
    const at::Tensor x = at::rand({2, 3, 5, 6}, at::kDouble);
    EXPECT_LE((path->from_modes(path->to_modes(x)) - x).abs().max().item<double>(), 1e-14);
}

// A constant image is the mode (0, 0) with norm sqrt(Y X): it neither decays nor spreads.
TEST(CosineMarginals, ConstantImageIsOneModeThatKeepsItsMean) {
    const auto path = test::cosine_path();
    const at::Tensor modes = path->to_modes(at::ones({1, 1, 5, 6}, at::kDouble));
    EXPECT_NEAR(modes[0][0][0][0].item<double>(), std::sqrt(30.0), 1e-14);
    EXPECT_LE(modes.abs().sum().item<double>() - std::sqrt(30.0), 1e-13);
    const std::array<double, 1> time{0.7};
    EXPECT_EQ(path->at(time).mean_factor[0][0][0][0].item<double>(), 1.0);
}

// The rates against central differences: truncation h^2/6 |f'''| with h = 1e-4 and rates below 1e2 a unit of time is
// below 1e-5 of the largest rate; round-off eps/h = 2e-12.
TEST(CosineMarginals, RatesAreTheDerivatives) {
    const auto path = test::cosine_path();
    const double h = 1e-4;
    const std::array<double, 1> before{0.6 - h};
    const std::array<double, 1> now{0.6};
    const std::array<double, 1> after{0.6 + h};
    const auto difference = [&](at::Tensor PathCoefficients::* part) {
        return (path->at(after).*part - path->at(before).*part) / (2.0 * h);
    };
    const PathCoefficients at = path->at(now);
    EXPECT_TRUE(at::allclose(at.mean_factor_rate, difference(&PathCoefficients::mean_factor), 1e-5, 1e-7));
    EXPECT_TRUE(
        at::allclose(at.standard_deviation_rate, difference(&PathCoefficients::standard_deviation), 1e-5, 1e-7));
}

// g^2 = alpha_2^2 in every mode: white noise is white in any orthonormal basis.
TEST(CosineMarginals, SquaredDiffusionIsThatOfTheNoise) {
    const auto path = test::cosine_path();
    const std::array<double, 1> time{0.4};
    const double alpha = 0.1 * std::pow(5.0, 0.4);
    const at::Tensor diffusion = path->at(time).squared_diffusion();
    EXPECT_LE((diffusion - alpha * alpha).abs().max().item<double>(), 1e-11 * alpha * alpha);
}

}  // namespace
}  // namespace ebru
