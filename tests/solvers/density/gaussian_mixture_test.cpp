#include "solvers/density/gaussian_mixture.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "base/error.hpp"

namespace ebru {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

GaussianMixture three_in_two_dimensions() {
    return GaussianMixture({{2.0, {0.5, -0.3}, Covariance::from_matrix(2, std::vector<double>{0.8, 0.3, 0.3, 0.5})},
                            {1.0, {-1.0, 0.7}, Covariance::isotropic(2, 0.4)},
                            {1.0, {0.2, 1.2}, Covariance::from_matrix(2, std::vector<double>{0.3, -0.1, -0.1, 0.9})}});
}

const std::vector<std::vector<double>> places{{0.0, 0.0}, {0.7, -0.4}, {-1.3, 1.1}, {2.0, 2.0}};

/// The two components written out, independent of Covariance.
double plain_density(const std::vector<double>& x) {
    const auto normal = [&x](double a, double b, double sxx, double sxy, double syy) {
        const double determinant = sxx * syy - sxy * sxy;
        const double u = x[0] - a;
        const double v = x[1] - b;
        const double exponent = (syy * u * u - 2.0 * sxy * u * v + sxx * v * v) / determinant;
        return std::exp(-0.5 * exponent) / (2.0 * std::numbers::pi * std::sqrt(determinant));
    };
    return 0.5 * normal(0.5, -0.3, 0.8, 0.3, 0.5) + 0.25 * normal(-1.0, 0.7, 0.4, 0.0, 0.4) +
           0.25 * normal(0.2, 1.2, 0.3, -0.1, 0.9);
}

TEST(GaussianMixture, DensityIsTheSumOfItsComponents) {
    const GaussianMixture mixture = three_in_two_dimensions();
    for (const std::vector<double>& x : places) {
        EXPECT_NEAR(mixture.density(x), plain_density(x), 100 * eps * plain_density(x));
    }
}

/// Fourth-order central difference of f in direction k: error h^4 f^(5)/30, round-off eps/h.
double slope(const std::function<double(const std::vector<double>&)>& f, std::vector<double> x, std::size_t k,
             double h) {
    const double centre = x[k];
    const auto at = [&](double shift) {
        x[k] = centre + shift;
        return f(x);
    };
    return (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
}

// h = 1e-3: h^4 = 1e-12 times fifth derivatives up to 1e2, and round-off 1e-16/1e-3.
constexpr double step = 1e-3;
constexpr double slope_tolerance = 1e-10;

TEST(GaussianMixture, ScoreIsTheGradientOfTheLogarithm) {
    const GaussianMixture mixture = three_in_two_dimensions();
    for (const std::vector<double>& x : places) {
        std::vector<double> score(2);
        mixture.score(x, score);
        for (std::size_t k = 0; k < 2; ++k) {
            const auto logarithm = [](const std::vector<double>& y) { return std::log(plain_density(y)); };
            EXPECT_NEAR(score[k], slope(logarithm, x, k, step), slope_tolerance);
        }
    }
}

TEST(GaussianMixture, LaplaciansAreDivergencesOfGradients) {
    const GaussianMixture mixture = three_in_two_dimensions();
    const auto gradient = [&mixture](const std::vector<double>& y, std::size_t k) {
        std::vector<double> score(2);
        mixture.score(y, score);
        return mixture.density(y) * score[k];
    };
    for (const std::vector<double>& x : places) {
        double laplacian = 0.0;
        double bilaplacian = 0.0;
        for (std::size_t k = 0; k < 2; ++k) {
            laplacian += slope([&](const std::vector<double>& y) { return gradient(y, k); }, x, k, step);
            // Two slopes in a row: round-off 1e-16/h^2, so a larger step; truncation 2e-2^4 times seventh derivatives.
            constexpr double wide = 1e-2;
            bilaplacian += slope(
                [&](const std::vector<double>& y) {
                    return slope([&](const std::vector<double>& z) { return mixture.laplacian(z); }, y, k, wide);
                },
                x, k, wide);
        }
        EXPECT_NEAR(mixture.laplacian(x), laplacian, slope_tolerance);
        EXPECT_NEAR(mixture.bilaplacian(x), bilaplacian, 1e-5);
    }
}

TEST(GaussianMixture, FarOutTheNearestTailDecides) {
    const GaussianMixture mixture(
        {{1.0, {0.0}, Covariance::isotropic(1, 1.0)}, {1.0, {10.0}, Covariance::isotropic(1, 1.0)}});
    const std::vector<double> x{100.0};
    std::vector<double> score(1);
    mixture.score(x, score);
    EXPECT_NEAR(score[0], -90.0, 100 * eps * 90.0);
    const double expected = std::log(0.5) - 0.5 * (8100.0 + std::log(2.0 * std::numbers::pi));
    EXPECT_NEAR(mixture.log_density(x), expected, 10 * eps * std::abs(expected));
}

TEST(GaussianMixture, AfterADiffusionMomentsFollow) {
    const GaussianMixture mixture = three_in_two_dimensions();
    const GaussianMixture later = mixture.after(0.6, 0.4);
    const std::vector<double> before = mixture.covariance();
    const std::vector<double> after = later.covariance();
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(after[i], 0.36 * before[i] + (i % 3 == 0 ? 0.4 : 0.0), 100 * eps);
    }
    for (std::size_t k = 0; k < 2; ++k) {
        EXPECT_NEAR(later.mean()[k], 0.6 * mixture.mean()[k], 10 * eps);
    }
}

TEST(GaussianMixture, MovesAsAWhole) {
    const GaussianMixture mixture = three_in_two_dimensions();
    const std::vector<double> shift{0.25, -2.0};
    const GaussianMixture moved = mixture.moved(shift);
    for (const std::vector<double>& x : places) {
        EXPECT_NEAR(moved.density({{x[0] + shift[0], x[1] + shift[1]}}), mixture.density(x), 100 * eps);
    }
}

TEST(GaussianMixture, RefusesWhatIsNoDensity) {
    EXPECT_THROW(GaussianMixture({}), UserError);
    EXPECT_THROW(GaussianMixture({{0.0, {0.0}, Covariance::isotropic(1, 1.0)}}), UserError);
    EXPECT_THROW(GaussianMixture({{1.0, {0.0, 1.0}, Covariance::isotropic(1, 1.0)}}), UserError);
    EXPECT_THROW(GaussianMixture({{1.0, {std::nan("")}, Covariance::isotropic(1, 1.0)}}), UserError);
    EXPECT_THROW(GaussianMixture(
                     {{1.0, {0.0}, Covariance::isotropic(1, 1.0)}, {1.0, {0.0, 0.0}, Covariance::isotropic(2, 1.0)}}),
                 UserError);
}

}  // namespace
}  // namespace ebru
