#include "diagnostics/energy_distance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"

namespace ebru {
namespace {

/// Uniform in the cube [shift, shift + 1]^d.
std::vector<double> cube(std::size_t points, std::size_t d, double shift, std::uint64_t seed) {
    std::vector<double> values(points * d);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = shift + to_unit_interval(random_words(seed, RandomPurpose::ensemble_start, {i, 0, 0, 0}).word[0]);
    }
    return values;
}

double mean_distance(const std::vector<double>& x, const std::vector<double>& y, std::size_t d) {
    double sum = 0.0;
    for (std::size_t i = 0; i < x.size(); i += d) {
        for (std::size_t j = 0; j < y.size(); j += d) {
            double square = 0.0;
            for (std::size_t c = 0; c < d; ++c) {
                square += (x[i + c] - y[j + c]) * (x[i + c] - y[j + c]);
            }
            sum += std::sqrt(square);
        }
    }
    return sum / static_cast<double>(x.size() / d * (y.size() / d));
}

TEST(EnergyDistance, IsTheSumOverAllPairs) {
    for (const std::size_t d : {1, 2, 5}) {
        for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{2, 2}, {70, 131}, {513, 600}, {1300, 7}}) {
            const auto x = cube(n, d, 0.0, 1);
            const auto y = cube(m, d, 0.2, 2);
            const double exact = 2.0 * mean_distance(x, y, d) - mean_distance(x, x, d) - mean_distance(y, y, d);
            // Sums of up to 1300^2 distances below sqrt(5) in some order, weights adding up to 4: (n + m) eps is ample.
            EXPECT_NEAR(energy_test(x, y, static_cast<int>(d)).statistic, exact, 1e-12) << d << " " << n << " " << m;
        }
    }
}

TEST(EnergyDistance, OnALineAndOnThatLineInThePlaneAreTheSame) {
    const auto x = cube(300, 1, 0.0, 3);
    const auto y = cube(200, 1, 0.02, 4);
    const auto in_plane = [](const std::vector<double>& line) {
        std::vector<double> plane;
        for (const double value : line) {
            plane.insert(plane.end(), {0.6 * value, 0.8 * value});
        }
        return plane;
    };
    const TwoSampleResult line = energy_test(x, y, 1);
    const TwoSampleResult plane = energy_test(in_plane(x), in_plane(y), 2);
    EXPECT_NEAR(line.statistic, plane.statistic, 1e-12);
    EXPECT_NEAR(line.null_mean, plane.null_mean, 1e-12);
    EXPECT_NEAR(line.null_deviation, plane.null_deviation, 1e-12);
    EXPECT_EQ(line.p_value, plane.p_value);
}

// P-values of one law are uniform on 1/100, .., 1: mean 0.505, deviation 0.289, over 400 tests within four errors; and
// no more than a share q of them is below q, for q = 0.05 within four errors of 20 +- 4.4.
TEST(EnergyDistance, PValuesOfOneLawAreUniform) {
    for (const std::size_t d : {1, 3}) {
        double sum = 0.0;
        int small = 0;
        for (std::uint64_t repeat = 0; repeat < 400; ++repeat) {
            const TwoSampleResult result = energy_test(cube(40, d, 0.0, 2 * repeat), cube(25, d, 0.0, 2 * repeat + 1),
                                                       static_cast<int>(d), {.permutations = 99, .seed = repeat});
            sum += result.p_value;
            small += result.p_value <= 0.05 ? 1 : 0;
        }
        EXPECT_NEAR(sum / 400.0, 0.505, 4.0 * 0.289 / 20.0);
        EXPECT_NEAR(small, 20.0, 4.0 * std::sqrt(400.0 * 0.05 * 0.95));
    }
}

TEST(EnergyDistance, NullMeanIsThatOfRandomDivisions) {
    // Of a random division of N points, E has the mean (1/n + 1/m) <|z - z'|> over pairs of different points.
    const auto x = cube(60, 2, 0.0, 5);
    const auto y = cube(90, 2, 0.3, 6);
    std::vector<double> pool(x);
    pool.insert(pool.end(), y.begin(), y.end());
    const double expected = (1.0 / 60.0 + 1.0 / 90.0) * mean_distance(pool, pool, 2) * 150.0 / 149.0;
    const TwoSampleResult result = energy_test(x, y, 2, {.permutations = 2000, .seed = 1});
    EXPECT_NEAR(result.null_mean, expected, 4.0 * result.null_deviation / std::sqrt(2000.0));
    EXPECT_GT(result.null_deviation, 0.05 * expected);
}

TEST(EnergyDistance, SeesAShiftAndAWidth) {
    const auto x = cube(1000, 2, 0.0, 7);
    EXPECT_EQ(energy_test(x, cube(1000, 2, 0.05, 8), 2).p_value, 1.0 / 200.0);
    std::vector<double> wide = cube(1000, 2, -0.5, 9);
    std::ranges::transform(wide, wide.begin(), [](double value) { return 0.5 + 1.3 * value; });
    EXPECT_EQ(energy_test(x, wide, 2).p_value, 1.0 / 200.0);
    EXPECT_GT(energy_test(x, cube(1000, 2, 0.0, 10), 2).p_value, 0.001);
}

TEST(EnergyDistance, DivisionsDependOnTheSeedAlone) {
    const auto x = cube(100, 2, 0.0, 7);
    const auto y = cube(100, 2, 0.0, 8);
    const TwoSampleResult one = energy_test(x, y, 2, {.permutations = 50, .seed = 1});
    EXPECT_EQ(one.null_mean, energy_test(x, y, 2, {.permutations = 50, .seed = 1}).null_mean);
    EXPECT_NE(one.null_mean, energy_test(x, y, 2, {.permutations = 50, .seed = 2}).null_mean);
}

TEST(EnergyDistance, WhatCannotBeComparedIsSaid) {
    const std::vector<double> few{1.0};
    const std::vector<double> some{1.0, 2.0, 3.0};
    EXPECT_THROW(energy_test(few, some, 1), UserError);
    EXPECT_THROW(energy_test(some, few, 1), UserError);
    EXPECT_THROW(energy_test(some, some, 1, {.permutations = 0, .seed = 0}), UserError);
    EXPECT_THROW(energy_test(some, std::vector<double>{1.0, std::numeric_limits<double>::infinity()}, 1), UserError);
}

}  // namespace
}  // namespace ebru
