#include "solvers/density/point_source.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "solvers/density/shape_source.hpp"
#include "tests/solvers/density/density_test_data.hpp"

namespace ebru {
namespace {

constexpr std::int64_t many = 200'000;

/// Mean and covariance of points (N, d) within four standard errors of a Gaussian's: sqrt(C_ii/N) and
/// sqrt((C_ii C_jj + C_ij^2)/N).
void expect_moments(const std::vector<double>& points, const std::vector<double>& mean, const std::vector<double>& c) {
    const std::size_t d = mean.size();
    const std::size_t count = points.size() / d;
    const auto n = static_cast<double>(count);
    for (std::size_t i = 0; i < d; ++i) {
        double sum = 0.0;
        for (std::size_t p = 0; p < count; ++p) {
            sum += points[p * d + i] - mean[i];
        }
        EXPECT_NEAR(sum / n, 0.0, 4.0 * std::sqrt(c[i * d + i] / n)) << "mean " << i;
        for (std::size_t j = 0; j <= i; ++j) {
            double product = 0.0;
            for (std::size_t p = 0; p < count; ++p) {
                product += (points[p * d + i] - mean[i]) * (points[p * d + j] - mean[j]);
            }
            const double square = c[i * d + i] * c[j * d + j] + c[i * d + j] * c[i * d + j];
            EXPECT_NEAR(product / n, c[i * d + j], 4.0 * std::sqrt(square / n)) << "covariance " << i << ", " << j;
        }
    }
}

// Six dimensions: normals of two calls of the generator.
TEST(MixtureSource, AGaussianHasItsMeanAndCovariance) {
    constexpr std::size_t d = 6;
    std::vector<double> c(d * d, 0.0);
    std::vector<double> mean(d);
    for (std::size_t i = 0; i < d; ++i) {
        mean[i] = 0.5 - 0.3 * static_cast<double>(i);
        for (std::size_t j = 0; j < d; ++j) {
            c[i * d + j] = std::exp(-0.7 * std::abs(static_cast<double>(i) - static_cast<double>(j)));
        }
    }
    const auto source = make_mixture_source(GaussianMixture({{1.0, mean, Covariance::from_matrix(6, c)}}));
    EXPECT_EQ(source->dimension(), 6);
    expect_moments(drawn(*source, 3, 0, many), mean, c);
}

// Parts so far apart that every point's part is known.
TEST(MixtureSource, PartsHaveTheirWeightsAndMoments) {
    const std::vector<double> narrow{0.04, 0.01, 0.01, 0.09};
    const std::vector<double> wide{0.25, -0.1, -0.1, 0.16};
    const auto source = make_mixture_source(GaussianMixture({{5.0, {-20.0, 1.0}, Covariance::from_matrix(2, narrow)},
                                                             {1.0, {0.0, 0.0}, Covariance::isotropic(2, 1.0)},
                                                             {4.0, {20.0, -3.0}, Covariance::from_matrix(2, wide)}}));
    const std::vector<double> points = drawn(*source, 3, 0, many);
    std::vector<std::vector<double>> parts(3);
    for (std::size_t p = 0; p < points.size(); p += 2) {
        const std::size_t part = points[p] < -10.0 ? 0 : points[p] < 10.0 ? 1 : 2;
        parts[part].push_back(points[p]);
        parts[part].push_back(points[p + 1]);
    }
    const double weights[3] = {0.5, 0.1, 0.4};
    for (std::size_t part = 0; part < 3; ++part) {
        const double share = static_cast<double>(parts[part].size()) / static_cast<double>(points.size());
        EXPECT_NEAR(share, weights[part], 4.0 * std::sqrt(weights[part] * (1.0 - weights[part]) / many));
    }
    expect_moments(parts[0], {-20.0, 1.0}, narrow);
    expect_moments(parts[1], {0.0, 0.0}, {1.0, 0.0, 0.0, 1.0});
    expect_moments(parts[2], {20.0, -3.0}, wide);
}

void expect_addressable(const PointSource& source) {
    const auto d = static_cast<std::ptrdiff_t>(source.dimension());
    const std::vector<double> all = drawn(source, 3, 0, 500);
    const std::vector<double> part = drawn(source, 3, 123, 40);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), all.begin() + 123 * d));
    const std::vector<double> fewer = drawn(source, 3, 0, 7);
    EXPECT_TRUE(std::equal(fewer.begin(), fewer.end(), all.begin()));
    const std::vector<double> other = drawn(source, 4, 0, 500);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_NE(all[i], other[i]);
    }
}

TEST(PointSource, APointIsAFunctionOfSeedAndNumber) {
    expect_addressable(*make_mixture_source(two_parts(1)));
    expect_addressable(*make_mixture_source(two_parts(7)));
    expect_addressable(*make_shape_source({}));
}

}  // namespace
}  // namespace ebru
