#include "solvers/gaussian/gaussian_process.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "tests/support/image_values.hpp"

namespace ebru {
namespace {

const std::vector<GaussianKind> kinds{GaussianKind::ddpm, GaussianKind::vp, GaussianKind::ve, GaussianKind::flow,
                                      GaussianKind::brownian};

/// A short path of the kind, from data to what is nearly the prior, with noise of 1.5 where there is a choice.
GaussianPath short_path(GaussianKind kind, int levels = 12) {
    GaussianParameters p;
    p.kind = kind;
    p.levels = levels;
    p.noise_scale = 1.5;
    p.beta_min = kind == GaussianKind::vp ? 0.1 : 0.01;
    p.beta_max = kind == GaussianKind::vp ? 12.0 : 0.6;
    p.sigma_max = 8.0;
    return GaussianPath(p);
}

std::vector<SampleId> ids_from(SampleId first, std::size_t count) {
    std::vector<SampleId> ids(count);
    std::iota(ids.begin(), ids.end(), first);
    return ids;
}

/// (K+1) states (B, C, Y, X) of a batch.
template <class Real>
std::vector<Values> trajectory(const GaussianPath& path, const ImageShape& shape, const Values& u0, SampleId first,
                               std::uint64_t seed = 7) {
    GaussianProcess<Real> process(shape, path, seed);
    const ImageBatch<Real> images = to_images<Real>(shape, u0);
    process.initialize(images, ids_from(first, images.extent(0)));
    std::vector<int> all(images.extent(0));
    std::iota(all.begin(), all.end(), 0);
    std::vector<Values> states;
    for (int k = 0; k <= path.levels(); ++k) {
        if (k > 0) {
            process.advance_to(k);
        }
        const auto out = like(images);
        process.copy_state(all, out);
        states.push_back(to_values(out));
    }
    return states;
}

struct Moments {
    double mean = 0.0;
    double variance = 0.0;
};

Moments moments(const Values& values) {
    const double count = static_cast<double>(values.size());
    Moments m;
    m.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    for (const double value : values) {
        m.variance += (value - m.mean) * (value - m.mean) / (count - 1.0);
    }
    return m;
}

template <class Real>
class GaussianProcessTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(GaussianProcessTest, Precisions);

TYPED_TEST(GaussianProcessTest, MarginalsHaveTheMomentsOfThePath) {
    const ImageShape shape{2, 32, 40};
    constexpr std::size_t images = 64;
    const Values u0(images * shape.values(), 0.8);
    const double count = static_cast<double>(u0.size());
    for (const GaussianKind kind : kinds) {
        const GaussianPath path = short_path(kind);
        const std::vector<Values> states = trajectory<TypeParam>(path, shape, u0, 0);
        for (int k = 1; k <= path.levels(); ++k) {
            const double s = path.level_standard_deviation(k);
            const Moments m = moments(states[static_cast<std::size_t>(k)]);
            // Four standard errors of mean and variance of normals; the levels of a kind are not independent.
            EXPECT_NEAR(m.mean, 0.8 * path.level_mean_factor(k), 4.0 * s / std::sqrt(count));
            EXPECT_NEAR(m.variance, s * s, 4.0 * s * s * std::sqrt(2.0 / (count - 1.0)));
        }
    }
}

TYPED_TEST(GaussianProcessTest, LevelsOfAnImageAreOneTrajectory) {
    const ImageShape shape{1, 32, 32};
    const Values u0(64 * shape.values(), 0.0);
    const double count = static_cast<double>(u0.size());
    for (const GaussianKind kind : kinds) {
        const GaussianPath path = short_path(kind);
        const std::vector<Values> states = trajectory<TypeParam>(path, shape, u0, 0);
        for (const auto& [j, k] : {std::pair{1, 2}, {3, 7}, {6, 12}}) {
            const Values& x_j = states[static_cast<std::size_t>(j)];
            const Values& x_k = states[static_cast<std::size_t>(k)];
            const double s_j = path.level_standard_deviation(j);
            const double s_k = path.level_standard_deviation(k);
            // Markov: Cov = factor s_j^2. Straight line: the same noise, Cov = s_j s_k.
            const double expected = kind == GaussianKind::flow ? s_j * s_k : path.transition(j, k).factor * s_j * s_j;
            const double covariance = std::inner_product(x_j.begin(), x_j.end(), x_k.begin(), 0.0) / count;
            // Variance of the product of two normals: s_j^2 s_k^2 + Cov^2.
            const double error = std::sqrt((s_j * s_j * s_k * s_k + expected * expected) / count);
            EXPECT_NEAR(covariance, expected, 4.0 * error);
        }
    }
}

TYPED_TEST(GaussianProcessTest, NoiseOfImagesChannelsCellsAndLevelsIsIndependent) {
    const ImageShape shape{2, 64, 64};
    const GaussianPath path = short_path(GaussianKind::ve);
    const std::vector<Values> states = trajectory<TypeParam>(path, shape, Values(2 * shape.values(), 0.0), 0);
    const std::size_t cells = shape.grid().cells();
    const Values& first = states[1];
    Values second(first.size());  // increment of level 2
    for (std::size_t i = 0; i < second.size(); ++i) {
        second[i] = states[2][i] - first[i];
    }
    const auto correlation = [&](const Values& a, std::size_t from_a, const Values& b, std::size_t from_b,
                                 std::size_t count) {
        double ab = 0.0;
        double aa = 0.0;
        double bb = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
            ab += a[from_a + i] * b[from_b + i];
            aa += a[from_a + i] * a[from_a + i];
            bb += b[from_b + i] * b[from_b + i];
        }
        return ab / std::sqrt(aa * bb);
    };
    const double band = 4.0 / std::sqrt(static_cast<double>(cells));  // of the correlation of independent normals
    EXPECT_LT(std::abs(correlation(first, 0, first, cells, cells)), band) << "channels";
    EXPECT_LT(std::abs(correlation(first, 0, first, 2 * cells, cells)), band) << "images";
    EXPECT_LT(std::abs(correlation(first, 0, first, 1, cells - 1)), band) << "cells of a row";
    EXPECT_LT(std::abs(correlation(first, 0, first, 64, cells - 64)), band) << "rows";
    EXPECT_LT(std::abs(correlation(first, 0, second, 0, cells)), band) << "levels";
}

TYPED_TEST(GaussianProcessTest, BitsDoNotDependOnTheBatch) {
    const ImageShape shape{3, 9, 14};
    const Values u0 = random_values(7 * shape.values(), 0.0, 1.0, 3);
    for (const GaussianKind kind : kinds) {
        const GaussianPath path = short_path(kind, 5);
        const std::vector<Values> together = trajectory<TypeParam>(path, shape, u0, 40);
        for (std::size_t b = 0; b < 7; ++b) {
            const auto begin = static_cast<std::ptrdiff_t>(b * shape.values());
            const auto end = begin + static_cast<std::ptrdiff_t>(shape.values());
            const Values one(u0.begin() + begin, u0.begin() + end);
            const auto alone = trajectory<TypeParam>(path, shape, one, 40 + static_cast<SampleId>(b));
            for (std::size_t k = 0; k < together.size(); ++k) {
                EXPECT_EQ(alone[k], Values(together[k].begin() + begin, together[k].begin() + end));
            }
        }
    }
}

TYPED_TEST(GaussianProcessTest, SkippedLevelsAndPartialCopiesChangeNothing) {
    const ImageShape shape{1, 6, 5};
    const Values u0 = random_values(3 * shape.values(), 0.0, 1.0, 3);
    for (const GaussianKind kind : kinds) {
        const GaussianPath path = short_path(kind, 6);
        const std::vector<Values> walked = trajectory<TypeParam>(path, shape, u0, 0);
        GaussianProcess<TypeParam> process(shape, path, 7);
        process.initialize(to_images<TypeParam>(shape, u0), ids_from(0, 3));
        process.advance_to(4);
        EXPECT_EQ(process.level(), 4);
        const auto out = make_images<TypeParam>(1, shape);
        process.copy_state(std::vector<int>{2}, out);
        const Values& level = walked[4];
        const auto begin = level.begin() + static_cast<std::ptrdiff_t>(2 * shape.values());
        EXPECT_EQ(to_values(out), Values(begin, level.end()));
    }
}

TYPED_TEST(GaussianProcessTest, LevelZeroIsTheDataAndSeedsDiffer) {
    const ImageShape shape{1, 8, 8};
    const Values u0(shape.values(), 0.25);
    for (const GaussianKind kind : kinds) {
        const GaussianPath path = short_path(kind, 3);
        const auto one = trajectory<TypeParam>(path, shape, u0, 0, 1);
        const auto other = trajectory<TypeParam>(path, shape, u0, 0, 2);
        EXPECT_EQ(one[0], u0);
        EXPECT_NE(one[1], other[1]);
    }
}

TEST(GaussianProcess, LevelsCarryTheTimesOfThePath) {
    const GaussianPath path = short_path(GaussianKind::ve, 4);
    const GaussianProcess<float> process({1, 4, 4}, path, 1);
    ASSERT_EQ(process.levels().size(), 5U);
    for (int k = 0; k <= 4; ++k) {
        EXPECT_EQ(process.levels()[static_cast<std::size_t>(k)].level, k);
        EXPECT_EQ(process.levels()[static_cast<std::size_t>(k)].time, path.time(k));
    }
}

}  // namespace
}  // namespace ebru
