#include "solvers/ensemble_run/line_law.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

namespace ebru {
namespace {

GaussianMixture two_clouds() {
    const std::array<double, 4> tilted{0.5, 0.2, 0.2, 0.3};
    return GaussianMixture(
        {{0.7, {-1.0, 3.0}, Covariance::from_matrix(2, tilted)}, {0.3, {1.5, -2.0}, Covariance::isotropic(2, 0.2)}});
}

GaussianPath vp_path() {
    GaussianParameters p;
    p.kind = GaussianKind::vp;
    p.levels = 50;
    p.beta_min = 0.5;
    p.beta_max = 4.0;
    p.noise_scale = 1.2;
    return GaussianPath(p);
}

/// The marginal of coordinate 0 by its definition: weights, means and variances of that coordinate.
TEST(LineLaw, IsTheMarginalOfTheMixture) {
    const LineLaw law = LineLaw::of_mixture(two_clouds(), 0);
    const LineLaw::Moment moment{0.8, 0.4};
    const GaussianMixture marginal(
        {{0.7, {-1.0}, Covariance::isotropic(1, 0.5)}, {0.3, {1.5}, Covariance::isotropic(1, 0.2)}});
    const GaussianMixture later = marginal.after(0.8, 0.16);
    for (const double x : {-2.0, -0.3, 0.9, 2.5}) {
        const std::array<double, 1> place{x};
        std::array<double, 1> score{};
        later.score(place, score);
        EXPECT_NEAR(law.density(moment, x), later.density(place), 1e-15);
        EXPECT_NEAR(law.slope(moment, x), later.density(place) * score[0], 1e-15);
    }
}

/// d(share)/dx = density, d(density)/dx = slope: central differences of step h err by h^2/6 times a third derivative,
/// of order 1/(0.5)^3 here, and by 1e-16/h of rounding: 1e-8 together for h = 1e-5.
TEST(LineLaw, ShareDensityAndSlopeAreDerivativesOfEachOther) {
    const LineLaw law = LineLaw::of_mixture(two_clouds(), 0);
    const LineLaw::Moment moment{0.9, 0.3};
    constexpr double h = 1e-5;
    for (const double x : {-1.7, -0.4, 0.6, 1.9}) {
        EXPECT_NEAR((law.share_below(moment, x + h) - law.share_below(moment, x - h)) / (2.0 * h),
                    law.density(moment, x), 1e-8);
        EXPECT_NEAR((law.density(moment, x + h) - law.density(moment, x - h)) / (2.0 * h), law.slope(moment, x), 1e-8);
    }
}

/// The flux through a place, integrated over the path, is the probability that changed sides. Simpson's rule in eight
/// parts of 1/50 of a time in which the integrand changes over 0.1: relative error (0.02/8/0.1)^4/180 = 2e-9.
TEST(LineLaw, IntegratedFluxIsTheChangeOfTheShare) {
    const GaussianPath path = vp_path();
    const LineLaw law = LineLaw::of_mixture(two_clouds(), 0);
    for (const double x : {-1.5, -0.2, 0.4, 1.1}) {
        const double change = law.share_below({}, x) -
                              law.share_below({path.level_mean_factor(50), path.level_standard_deviation(50)}, x);
        EXPECT_NEAR(law.integrated_flux(path, 0, 50, x), change, 1e-8) << x;
    }
}

TEST(LineLaw, OfPointsCountsThemUntilNoiseComes) {
    const LineLaw law = LineLaw::of_points({-1.0, 0.0, 2.0, 3.0});
    EXPECT_DOUBLE_EQ(law.share_below({}, 1.0), 0.5);
    EXPECT_DOUBLE_EQ(law.share_below({0.5, 0.0}, 1.2), 0.75);
    const double expected = 0.25 *
                            (std::erfc(-2.0 / std::numbers::sqrt2) + std::erfc(-1.0 / std::numbers::sqrt2) +
                             std::erfc(1.0 / std::numbers::sqrt2) + std::erfc(2.0 / std::numbers::sqrt2)) *
                            0.5;
    EXPECT_NEAR(law.share_below({1.0, 1.0}, 1.0), expected, 1e-15);
    EXPECT_EQ(law.least_deviation(), 0.0);
}

}  // namespace
}  // namespace ebru
