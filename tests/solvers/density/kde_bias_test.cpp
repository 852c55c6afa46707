#include "solvers/density/kde_bias.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "validation/common/two_classes.hpp"

namespace ebru {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

const std::vector<std::vector<double>> places = places_of_two_classes();
constexpr double wide = 0.06;

// The next term's share of the remainder, (h^2/6) lap^3 rho/lap^2 rho for order four, is 6 % at the worst of the places
// and moves the ratio by 3/4 of that, within 1 of 16; order six: within 4 of 64. Round-off: 1e-16/(h^4/8) = 1e-9 and
// 1e-16/(h^6/48) = 1e-5.
TEST(KdeBias, LeavesARemainderOfOrderFour) {
    const GaussianMixture rho = first_class();
    for (const std::vector<double>& x : places) {
        const auto exact = [&](double h) { return expected_estimate(rho, h).density(x) - rho.density(x); };
        const double ratio = ratio_on_halving(wide, exact, [&](double h) { return bias_to_second_order(rho, x, h); });
        EXPECT_NEAR(ratio, 16.0, 1.0);
    }
}

TEST(KdeBias, LeavesARemainderOfOrderSixWithTheFourthOrder) {
    const GaussianMixture rho = first_class();
    for (const std::vector<double>& x : places) {
        const auto exact = [&](double h) { return expected_estimate(rho, h).density(x) - rho.density(x); };
        EXPECT_NEAR(ratio_on_halving(wide, exact, [&](double h) { return bias_to_fourth_order(rho, x, h); }), 64.0,
                    4.0);
    }
}

TEST(KdeBias, OfThePosteriorLeavesARemainderOfOrderFour) {
    const GaussianMixture one = first_class();
    const GaussianMixture two = second_class();
    for (const std::vector<double>& x : places) {
        const auto exact = [&](double h) {
            return posterior(expected_estimate(one, h), expected_estimate(two, h), x) - posterior(one, two, x);
        };
        EXPECT_NEAR(ratio_on_halving(wide, exact, [&](double h) { return posterior_shift(one, two, x, h); }), 16.0,
                    1.0);
    }
}

TEST(Posterior, IsTheShareOfTheFirst) {
    const GaussianMixture one = first_class();
    const GaussianMixture two = second_class();
    for (const std::vector<double>& x : places) {
        const double expected = one.density(x) / (one.density(x) + two.density(x));
        EXPECT_NEAR(posterior(one, two, x), expected, 100 * eps);
        EXPECT_NEAR(posterior(one, two, x) + posterior(two, one, x), 1.0, 10 * eps);
    }
}

// Equal unit covariances: the logarithm of the ratio is linear, here 2 x - 2, also where both densities are 0 in
// double.
TEST(Posterior, HoldsWhereDensitiesUnderflow) {
    const GaussianMixture one({{1.0, {2.0, 0.0}, Covariance::isotropic(2, 1.0)}});
    const GaussianMixture two({{1.0, {0.0, 0.0}, Covariance::isotropic(2, 1.0)}});
    const std::vector<double> x{1.25, 60.0};
    ASSERT_EQ(one.density(x), 0.0);
    // Logarithms of size 1800, known to a few units.
    EXPECT_NEAR(posterior(one, two, x), 1.0 / (1.0 + std::exp(-0.5)), 10 * eps * 1800.0);
}

// The density of a kernel estimate solves the heat equation in alpha t: a central difference in alpha t, error s^2/6
// times lap^3 rho, which is below 1e3 here, and round-off eps/s.
TEST(KdeBias, IsThatOfDiffusion) {
    const GaussianMixture rho = first_class();
    constexpr double blur = 0.02;
    constexpr double s = 1e-5;
    EXPECT_NEAR(blur_of_bandwidth(bandwidth_of_blur(blur)), blur, 4 * eps * blur);
    for (const std::vector<double>& x : places) {
        const auto density = [&](double alpha_t) {
            return expected_estimate(rho, bandwidth_of_blur(alpha_t)).density(x);
        };
        const double rate = (density(blur + s) - density(blur - s)) / (2.0 * s);
        EXPECT_NEAR(rate, expected_estimate(rho, bandwidth_of_blur(blur)).laplacian(x),
                    1e3 * s * s / 6.0 + 10 * eps / s);
    }
}

}  // namespace
}  // namespace ebru
