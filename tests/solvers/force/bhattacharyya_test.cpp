#include "solvers/force/bhattacharyya.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "base/error.hpp"
#include "validation/common/gaussian_pairs.hpp"

namespace ebru {
namespace {

// The figure. What is met is round-off: d 2^-52 times condition numbers below 1e3.
constexpr double as_promised = 1e-10;

template <class Check>
void for_five_pairs_in_two_and_eight_dimensions(const Check& check) {
    for (const std::size_t d : {std::size_t{2}, std::size_t{8}}) {
        for (int number = 0; number < 5; ++number) {
            SCOPED_TRACE(std::to_string(d) + " dimensions, pair " + std::to_string(number));
            const SplitPair pair = split_pair(d, number);
            check(pair, GaussianOverlap(pair.gaussian_1(), pair.gaussian_2()));
        }
    }
}

TEST(GaussianOverlap, CoefficientIsTheIntegral) {
    for_five_pairs_in_two_and_eight_dimensions([](const SplitPair& pair, const GaussianOverlap& overlap) {
        const auto integral = static_cast<double>(overlap_of(pair, std::vector<long double>(pair.d, 0.0L)));
        EXPECT_NEAR(overlap.coefficient(), integral, as_promised * integral);
        EXPECT_NEAR(overlap.distance(), -std::log(integral), as_promised);
    });
}

TEST(GaussianOverlap, TotalForceIsTheIntegralOfTheForceDensity) {
    for_five_pairs_in_two_and_eight_dimensions([](const SplitPair& pair, const GaussianOverlap& overlap) {
        const std::vector<long double> integral = total_force_of(pair);
        const std::vector<double> force = overlap.force();
        for (std::size_t k = 0; k < pair.d; ++k) {
            EXPECT_NEAR(force[k], static_cast<double>(integral[k]), as_promised * norm(integral));
        }
    });
}

TEST(GaussianOverlap, TotalForceIsTheSlopeOfTheCoefficient) {
    for_five_pairs_in_two_and_eight_dimensions([](const SplitPair& pair, const GaussianOverlap& overlap) {
        const std::vector<long double> slope = slope_of_overlap(pair);
        const std::vector<double> force = overlap.force();
        for (std::size_t k = 0; k < pair.d; ++k) {
            EXPECT_NEAR(force[k], static_cast<double>(slope[k]), as_promised * norm(slope));
        }
    });
}

TEST(GaussianOverlap, ForceHasFishersDirectionReversed) {
    for_five_pairs_in_two_and_eight_dimensions([](const SplitPair& pair, const GaussianOverlap& overlap) {
        const std::vector<long double> fisher = fisher_by_elimination(pair);
        const std::vector<double> direction = overlap.fisher_direction();
        const std::vector<double> force = overlap.force();
        for (std::size_t k = 0; k < pair.d; ++k) {
            EXPECT_NEAR(direction[k], static_cast<double>(fisher[k]), as_promised * norm(fisher));
            EXPECT_NEAR(force[k] / norm(force), -static_cast<double>(fisher[k]) / norm(fisher), as_promised);
        }
    });
}

TEST(GaussianOverlap, ForcePushesAwayAndLowersTheOverlap) {
    for_five_pairs_in_two_and_eight_dimensions([](const SplitPair& pair, const GaussianOverlap& overlap) {
        const std::vector<double> force = overlap.force();
        double along_the_line = 0.0;  // from rho_1 to rho_2
        for (std::size_t k = 0; k < pair.d; ++k) {
            along_the_line += force[k] * (pair.gaussian_2().mean[k] - pair.gaussian_1().mean[k]);
        }
        EXPECT_GT(along_the_line, 0.0);
        std::vector<double> step(force);
        for (double& s : step) {
            s *= 1e-3 / norm(force);
        }
        // To first order U falls by |F| times the way, 1e-3; to second by at most L/2 times its square, L < 1.
        EXPECT_NEAR(overlap.coefficient() - overlap.moved(step).coefficient(), 1e-3 * norm(force), 1e-6);
        EXPECT_LT(overlap.moved(step).coefficient(), overlap.coefficient());
    });
}

TEST(GaussianOverlap, MovedPairIsThePairOfTheMovedDensity) {
    const SplitPair pair = split_pair(8, 3);
    Gaussian second = pair.gaussian_2();
    std::vector<double> shift;
    for (std::size_t k = 0; k < second.mean.size(); ++k) {
        shift.push_back(0.1 * static_cast<double>(k) - 0.3);
        second.mean[k] += shift.back();
    }
    const GaussianOverlap moved = GaussianOverlap(pair.gaussian_1(), pair.gaussian_2()).moved(shift);
    const GaussianOverlap made = GaussianOverlap(pair.gaussian_1(), second);
    EXPECT_NEAR(moved.coefficient(), made.coefficient(), 1e-14);
    for (std::size_t k = 0; k < shift.size(); ++k) {
        EXPECT_NEAR(moved.force()[k], made.force()[k], 1e-14);
    }
}

TEST(GaussianOverlap, DistanceIsFiniteWhereTheCoefficientUnderflows) {
    const Covariance unit = Covariance::isotropic(2, 1.0);
    const GaussianOverlap far({{0.0, 0.0}, unit}, {{0.0, 100.0}, unit});
    EXPECT_DOUBLE_EQ(far.distance(), 1250.0);
    EXPECT_EQ(far.coefficient(), 0.0);
}

TEST(GaussianOverlap, DifferentDimensionsAreRefused) {
    const Gaussian plane{{0.0, 0.0}, Covariance::isotropic(2, 1.0)};
    const Gaussian line{{0.0}, Covariance::isotropic(1, 1.0)};
    EXPECT_THROW(GaussianOverlap(plane, line), UserError);
}

GaussianMixture three_in_the_plane() {
    return GaussianMixture({{2.0, {0.5, -0.3}, Covariance::from_matrix(2, std::vector<double>{0.8, 0.3, 0.3, 0.5})},
                            {1.0, {-1.0, 0.7}, Covariance::isotropic(2, 0.4)},
                            {1.0, {0.2, 1.2}, Covariance::from_matrix(2, std::vector<double>{0.3, -0.1, -0.1, 0.9})}});
}

GaussianMixture two_in_the_plane() {
    return GaussianMixture({{1.0, {1.5, 0.5}, Covariance::from_matrix(2, std::vector<double>{0.5, -0.2, -0.2, 0.6})},
                            {1.5, {-0.5, -1.0}, Covariance::isotropic(2, 0.7)}});
}

/// N(x; (a, b), [sxx sxy; sxy syy]) written out.
double normal(double x, double y, double a, double b, double sxx, double sxy, double syy) {
    const double determinant = sxx * syy - sxy * sxy;
    const double u = x - a;
    const double v = y - b;
    const double exponent = (syy * u * u - 2.0 * sxy * u * v + sxx * v * v) / determinant;
    return std::exp(-0.5 * exponent) / (2.0 * std::numbers::pi * std::sqrt(determinant));
}

double plain_three(double x, double y) {
    return 0.5 * normal(x, y, 0.5, -0.3, 0.8, 0.3, 0.5) + 0.25 * normal(x, y, -1.0, 0.7, 0.4, 0.0, 0.4) +
           0.25 * normal(x, y, 0.2, 1.2, 0.3, -0.1, 0.9);
}

double plain_two(double x, double y) {
    return 0.4 * normal(x, y, 1.5, 0.5, 0.5, -0.2, 0.6) + 0.6 * normal(x, y, -0.5, -1.0, 0.7, 0.0, 0.7);
}

/// Over another window than the library's, with a fine step of another size, rho_2 moved.
double plain_overlap(double shift_x, double shift_y) {
    constexpr double h = 0.08;
    double sum = 0.0;
    for (int j = -110; j <= 110; ++j) {
        for (int i = -110; i <= 110; ++i) {
            const double x = 0.1 + h * i;
            const double y = -0.2 + h * j;
            sum += std::sqrt(plain_three(x, y) * plain_two(x - shift_x, y - shift_y));
        }
    }
    return sum * h * h;
}

TEST(OverlapByQuadrature, CoefficientOfMixturesIsTheIntegral) {
    const OverlapQuadrature overlap = overlap_by_quadrature(three_in_the_plane(), two_in_the_plane());
    // Two sums with exponentially small errors; the window of 8.8 leaves out less than exp(-64/4).
    EXPECT_NEAR(overlap.coefficient, plain_overlap(0.0, 0.0), 2e-12);
    EXPECT_LE(overlap.error, 1e-12);
    EXPECT_GT(overlap.points, 1L << 13);  // more than are summed at once
}

TEST(OverlapByQuadrature, ForceOfMixturesIsTheSlopeOfTheCoefficient) {
    const OverlapQuadrature overlap = overlap_by_quadrature(three_in_the_plane(), two_in_the_plane());
    // Sixth-order differences of sums that are right to 1e-13: error h^6/140 times a seventh derivative of up to 1e2,
    // 1e-13; round-off 1e-13/h = 5e-12.
    constexpr double h = 0.02;
    const auto slope = [](double x, double y) {
        const auto pair = [x, y](double n) {
            return plain_overlap(n * h * x, n * h * y) - plain_overlap(-n * h * x, -n * h * y);
        };
        return (45.0 * pair(1.0) - 9.0 * pair(2.0) + pair(3.0)) / (60.0 * h);
    };
    EXPECT_NEAR(overlap.force[0], -slope(1.0, 0.0), 1e-11);
    EXPECT_NEAR(overlap.force[1], -slope(0.0, 1.0), 1e-11);
}

TEST(OverlapByQuadrature, RefinesUntilItsToleranceIsMet) {
    // Two narrow parts side by side: rho_1 has zeros in the complex plane near the axis, where its root branches, and
    // sums converge more slowly than those of a single Gaussian of that width.
    const GaussianMixture comb(
        {{1.0, {-0.6}, Covariance::isotropic(1, 0.04)}, {1.0, {0.6}, Covariance::isotropic(1, 0.04)}});
    const GaussianMixture wide({{1.0, {0.2}, Covariance::isotropic(1, 1.0)}});
    const OverlapQuadrature loose = overlap_by_quadrature(comb, wide, 1e-3);
    const OverlapQuadrature tight = overlap_by_quadrature(comb, wide, 1e-13);
    EXPECT_LE(tight.error, 1e-13);
    EXPECT_GT(tight.points, loose.points);
    EXPECT_LE(std::abs(loose.coefficient - tight.coefficient), 1e-3);
    double sum = 0.0;
    constexpr double h = 1e-3;
    for (int n = -4000; n <= 4000; ++n) {
        const double x = h * n;
        const auto part = [x](double mean, double s) {
            return std::exp(-(x - mean) * (x - mean) / (2.0 * s)) / std::sqrt(2.0 * std::numbers::pi * s);
        };
        sum += h * std::sqrt((0.5 * part(-0.6, 0.04) + 0.5 * part(0.6, 0.04)) * part(0.2, 1.0));
    }
    // 8001 terms of up to 1, and what lies beyond 4: exp(-3.4^2/0.16 - 3.8^2/4) = 1e-33.
    EXPECT_NEAR(tight.coefficient, sum, 1e-13);
}

TEST(OverlapByQuadrature, SingleGaussiansHaveTheirClosedForm) {
    for (int number = 0; number < 5; ++number) {
        const SplitPair pair = split_pair(2, number);
        const Gaussian a = pair.gaussian_1();
        const Gaussian b = pair.gaussian_2();
        const OverlapQuadrature sums = overlap_by_quadrature(GaussianMixture({{1.0, a.mean, a.covariance}}),
                                                             GaussianMixture({{1.0, b.mean, b.covariance}}));
        const GaussianOverlap exact(a, b);
        EXPECT_NEAR(sums.coefficient, exact.coefficient(), 1e-12);
        EXPECT_NEAR(sums.force[0], exact.force()[0], 1e-12);
        EXPECT_NEAR(sums.force[1], exact.force()[1], 1e-12);
    }
}

TEST(OverlapByQuadrature, InOneDimension) {
    const auto gaussian = [](double mean, double variance) {
        return GaussianMixture({{1.0, {mean}, Covariance::isotropic(1, variance)}});
    };
    // delta^2/(8 s) = 1/2, equal variances: U = exp(-1/2), force = U delta/(4 s) to the right.
    const OverlapQuadrature overlap = overlap_by_quadrature(gaussian(1.0, 0.25), gaussian(2.0, 0.25));
    EXPECT_NEAR(overlap.coefficient, std::exp(-0.5), 1e-12);
    EXPECT_NEAR(overlap.force[0], std::exp(-0.5), 1e-12);
    // A mixture with itself.
    const GaussianMixture two(
        {{1.0, {-2.0}, Covariance::isotropic(1, 0.5)}, {3.0, {2.5}, Covariance::isotropic(1, 2.0)}});
    const OverlapQuadrature same = overlap_by_quadrature(two, two);
    EXPECT_NEAR(same.coefficient, 1.0, 1e-12);
    EXPECT_NEAR(same.force[0], 0.0, 1e-12);
}

TEST(OverlapByQuadrature, DensitiesWithoutACommonRegionDoNotFeelEachOther) {
    const GaussianMixture here({{1.0, {0.0, 0.0}, Covariance::isotropic(2, 1.0)}});
    const OverlapQuadrature overlap = overlap_by_quadrature(here, here.moved(std::vector<double>{0.0, 30.0}));
    EXPECT_EQ(overlap.coefficient, 0.0);
    EXPECT_EQ(overlap.force, (std::vector<double>{0.0, 0.0}));
}

TEST(OverlapByQuadrature, WhatCannotBeDoneIsRefused) {
    const GaussianMixture space({{1.0, {0.0, 0.0, 0.0}, Covariance::isotropic(3, 1.0)}});
    EXPECT_THROW(overlap_by_quadrature(space, space), UserError);
    const GaussianMixture needle(
        {{1.0, {0.0, 0.0}, Covariance::from_matrix(2, std::vector<double>{1e8, 0.0, 0.0, 1e-2})}});
    EXPECT_THROW(overlap_by_quadrature(needle, needle), UserError);
}

TEST(CurvatureBound, HoldsForMixturesAndIsAttainedByEqualGaussians) {
    const GaussianMixture first = three_in_the_plane();
    const GaussianMixture second = two_in_the_plane();
    const double bound = curvature_bound(first, second);
    constexpr double h = 1e-3;
    const auto force = [&](double x, double y) {
        return overlap_by_quadrature(first, second.moved(std::vector<double>{x, y}), 1e-8).force;
    };
    for (const auto& [x, y] : {std::pair{0.0, 0.0}, std::pair{-0.8, 0.4}}) {
        const std::vector<double> right = force(x + h, y);
        const std::vector<double> left = force(x - h, y);
        const std::vector<double> above = force(x, y + h);
        const std::vector<double> below = force(x, y - h);
        const double xx = (right[0] - left[0]) / (2.0 * h);
        const double xy = (right[1] - left[1]) / (2.0 * h);
        const double yy = (above[1] - below[1]) / (2.0 * h);
        EXPECT_LT(0.5 * (std::abs(xx + yy) + std::hypot(xx - yy, 2.0 * xy)), bound);
    }
    const GaussianMixture one({{1.0, {0.0, 0.0}, Covariance::from_matrix(2, std::vector<double>{0.4, 0.0, 0.0, 3.0})}});
    const GaussianOverlap on_top({{0.0, 0.0}, one.components()[0].covariance},
                                 {{0.0, 0.0}, one.components()[0].covariance});
    // U = exp(-x^2/(8 lambda)) along x: the slope of the force at 0 by a difference, error h^2/(8 lambda^2).
    EXPECT_NEAR(on_top.moved(std::vector<double>{h, 0.0}).force()[0] / h, curvature_bound(one, one), 1e-6);
}

}  // namespace
}  // namespace ebru
