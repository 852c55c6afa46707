#include "ml/metrics/prdc.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/ml/metrics/metric_samples.hpp"

namespace ebru {
namespace {

using Rows = std::vector<std::vector<double>>;

/// Radii of all balls, by sorting.
std::vector<double> radii(const Rows& rows, int k) {
    std::vector<double> found;
    for (const auto& row : rows) {
        std::vector<double> all;
        for (const auto& other : rows) {
            if (&other != &row) {
                all.push_back(test::squared_distance(row, other));
            }
        }
        std::sort(all.begin(), all.end());
        found.push_back(all[static_cast<std::size_t>(k) - 1]);
    }
    return found;
}

/// Twin: the four definitions, over the whole matrix of memberships.
Prdc plain_prdc(const Rows& real, const Rows& fake, int k, PrdcConvention convention) {
    const auto within = [convention](double squared, double radius) {
        return convention == PrdcConvention::naeem ? squared < radius : squared <= radius;
    };
    const std::vector<double> real_radii = radii(real, k);
    const std::vector<double> fake_radii = radii(fake, k);
    std::vector<bool> precise(fake.size());
    std::vector<bool> recalled(real.size());
    std::vector<bool> covered(real.size());
    int held = 0;
    for (std::size_t i = 0; i < real.size(); ++i) {
        for (std::size_t j = 0; j < fake.size(); ++j) {
            const double squared = test::squared_distance(real[i], fake[j]);
            if (within(squared, real_radii[i])) {
                precise[j] = true;
                covered[i] = true;
                ++held;
            }
            if (within(squared, fake_radii[j])) {
                recalled[i] = true;
            }
        }
    }
    const auto share = [](const std::vector<bool>& flags) {
        return static_cast<double>(std::count(flags.begin(), flags.end(), true)) / static_cast<double>(flags.size());
    };
    return {share(precise), share(recalled), held / (k * static_cast<double>(fake.size())), share(covered)};
}

void expect_same(const Prdc& found, const Prdc& expected) {
    EXPECT_EQ(found.precision, expected.precision);
    EXPECT_EQ(found.recall, expected.recall);
    EXPECT_EQ(found.density, expected.density);
    EXPECT_EQ(found.coverage, expected.coverage);
}

constexpr auto conventions = {PrdcConvention::kynkaanniemi, PrdcConvention::naeem};

// Counts over counts: equal to the bit. Moved and spread, so that the four differ; whole numbers tie.
TEST(Prdc, IsThatOfTheWholeMatrix) {
    for (const bool whole : {false, true}) {
        const at::Tensor real = whole ? test::whole_rows(1, 70, 4) : test::normal_rows(1, 70, 4);
        const at::Tensor fake = whole ? test::whole_rows(2, 45, 4) + 1.0 : 1.3 * test::normal_rows(2, 45, 4) + 0.5;
        for (const PrdcConvention convention : conventions) {
            for (const int k : {1, 3, 5, 44}) {
                expect_same(prdc(real, fake, k, convention, {1}),
                            plain_prdc(test::plain_rows(real), test::plain_rows(fake), k, convention));
            }
        }
    }
}

// Real 0, 1, 3 with radii 1, 1, 2; fake -1, 8 with radii 9. Only -1 is near a real ball: exactly on that of 0.
TEST(Prdc, WhatLiesOnABallBelongsToItByKynkaanniemiAndNotByNaeem) {
    const at::Tensor real = at::tensor({0.0, 1.0, 3.0}, at::kDouble).unsqueeze(1);
    const at::Tensor fake = at::tensor({-1.0, 8.0}, at::kDouble).unsqueeze(1);
    expect_same(prdc(real, fake, 1, PrdcConvention::kynkaanniemi), {0.5, 1.0, 0.5, 1.0 / 3.0});
    expect_same(prdc(real, fake, 1, PrdcConvention::naeem), {0.0, 1.0, 0.0, 0.0});
}

TEST(Prdc, ConventionsHaveTheirAuthorsNeighbours) {
    EXPECT_EQ(usual_neighbours(PrdcConvention::kynkaanniemi), 3);
    EXPECT_EQ(usual_neighbours(PrdcConvention::naeem), 5);
    EXPECT_EQ(from_name<PrdcConvention>("naeem"), PrdcConvention::naeem);
    EXPECT_EQ(to_name(PrdcConvention::kynkaanniemi), "kynkaanniemi");
}

// Equal laws, 400 pairs of samples: the means lie within four of their own standard errors of the exact expectations
// (one honest run in 16,000 does not), and those errors are small enough to see k off by one (coverage moves by 0.02).
TEST(Prdc, OfEqualLawsHasTheExactMeanDensityAndCoverage) {
    constexpr int n = 30;
    constexpr int m = 40;
    constexpr int k = 5;
    std::vector<double> density;
    std::vector<double> coverage;
    for (std::uint64_t repeat = 0; repeat < 400; ++repeat) {
        const Prdc found = prdc(test::normal_rows(2 * repeat, n, 6), test::normal_rows(2 * repeat + 1, m, 6), k);
        density.push_back(found.density);
        coverage.push_back(found.coverage);
    }
    double uncovered = 1.0;
    for (int l = 1; l <= k; ++l) {
        uncovered *= static_cast<double>(n - l) / (n + m - l);
    }
    EXPECT_LE(test::standard_errors_off(density, 1.0), 4.0);
    EXPECT_LE(test::standard_errors_off(coverage, 1.0 - uncovered), 4.0);
    EXPECT_LE(4.0 * mean_estimate(density).standard_error, 0.05);
    EXPECT_LE(4.0 * mean_estimate(coverage).standard_error, 0.01);
}

// Copies of the data are as precise and as complete as can be; samples far away are neither.
TEST(Prdc, CopiesAreFullAndStrangersEmpty) {
    const at::Tensor real = test::normal_rows(1, 50, 3);
    const Prdc copies = prdc(real, real.clone(), 5);
    EXPECT_EQ(copies.precision, 1.0);
    EXPECT_EQ(copies.recall, 1.0);
    EXPECT_EQ(copies.coverage, 1.0);
    EXPECT_EQ(copies.density, 1.0);  // each open ball holds its centre and k - 1 neighbours
    expect_same(prdc(real, real + 100.0, 5), {0.0, 0.0, 0.0, 0.0});
}

}  // namespace
}  // namespace ebru
