#include "solvers/ensemble/moments.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "tests/support/image_values.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

using Wide = long double;

struct PlainMoments {
    std::vector<Wide> x_mean;
    std::vector<Wide> covariance;  // of x_a and y_b
    std::vector<Wide> error;
    std::vector<Wide> spread;  // mean of |products|
    std::vector<Wide> square_spread;
};

std::vector<Wide> plain_mean(const Values& x, std::size_t d) {
    std::vector<Wide> mean(d, 0.0L);
    for (std::size_t i = 0; i < x.size(); ++i) {
        mean[i % d] += static_cast<Wide>(x[i]);
    }
    for (Wide& value : mean) {
        value /= static_cast<Wide>(x.size() / d);
    }
    return mean;
}

/// Two passes in extended precision.
PlainMoments plain_moments(const Values& x, const Values& y, std::size_t d) {
    const auto n = static_cast<Wide>(x.size() / d);
    PlainMoments m;
    m.x_mean = plain_mean(x, d);
    const std::vector<Wide> y_mean = plain_mean(y, d);
    for (std::size_t a = 0; a < d; ++a) {
        for (std::size_t b = 0; b < d; ++b) {
            Wide sum = 0.0L;
            Wide absolute = 0.0L;
            Wide squares = 0.0L;
            for (std::size_t i = 0; i < x.size(); i += d) {
                const Wide product =
                    (static_cast<Wide>(x[i + a]) - m.x_mean[a]) * (static_cast<Wide>(y[i + b]) - y_mean[b]);
                sum += product;
                absolute += std::abs(product);
                squares += product * product;
            }
            m.covariance.push_back(sum / (n - 1.0L));
            m.error.push_back(std::sqrt((squares / n - (sum / n) * (sum / n)) / n));
            m.spread.push_back(absolute / n);
            m.square_spread.push_back(squares / n);
        }
    }
    return m;
}

template <class Real>
Positions<Real> positions_of(std::size_t particles, std::size_t d, double offset, std::uint64_t seed) {
    const Positions<Real> x("x", particles, d);
    Values values = random_values(particles * d, -1.0, 1.0, seed);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = offset + values[i] + (i % d > 0 ? 0.6 * values[i - 1] : 0.0);  // coordinates covary
    }
    assign(x, values);
    return x;
}

/// Additions in a row that a sum is made of at most: one tile without lanes, the tiles of a chunk, the chunks.
constexpr double additions = 4096 + 128 + 3;

template <class Real>
class MomentsTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(MomentsTest, Precisions);

TYPED_TEST(MomentsTest, AreThoseOfTwoPlainPassesFarFromTheOrigin) {
    for (const auto& [particles, d] :
         {std::pair<std::size_t, std::size_t>{2, 1}, {63, 3}, {8192, 2}, {8193, 1}, {20000, 5}, {300, 64}}) {
        const auto x = positions_of<TypeParam>(particles, d, 1000.0, 4);
        const EnsembleMoments found = ensemble_moments(x);
        const Values values = to_values(x);
        const PlainMoments exact = plain_moments(values, values, d);
        EXPECT_EQ(found.particles, static_cast<std::int64_t>(particles));
        // Sums are made in double for both precisions; three more roundings in a product. The mean's own error enters
        // squared: (4000 eps 1000)^2 is 1e-18.
        const double slack = (additions + 3.0) * epsilon<double>;
        for (std::size_t a = 0; a < d; ++a) {
            EXPECT_NEAR(found.mean[a], static_cast<double>(exact.x_mean[a]), slack * 1002.0);
            EXPECT_DOUBLE_EQ(found.mean_error[a],
                             std::sqrt(found.covariance[a * d + a] / static_cast<double>(particles)));
        }
        for (std::size_t entry = 0; entry < d * d; ++entry) {
            EXPECT_NEAR(found.covariance[entry], static_cast<double>(exact.covariance[entry]),
                        2.0 * slack * static_cast<double>(exact.spread[entry]) + 1e-17);
            // m_aabb - C^2 of the square of the error: absolute errors of both terms.
            EXPECT_NEAR(std::pow(found.covariance_error[entry], 2) * static_cast<double>(particles),
                        static_cast<double>(exact.error[entry] * exact.error[entry]) * static_cast<double>(particles),
                        4.0 * slack * static_cast<double>(exact.square_spread[entry]) + 1e-15);
        }
    }
}

TYPED_TEST(MomentsTest, CrossCovarianceTakesItsSidesInTheirOrder) {
    constexpr std::size_t particles = 9000;
    constexpr std::size_t d = 3;
    const auto x = positions_of<TypeParam>(particles, d, 2.0, 4);
    Values later = to_values(x);
    const Values noise = random_values(later.size(), -1.0, 1.0, 9);
    for (std::size_t i = 0; i < later.size(); ++i) {
        later[i] = 0.5 * later[i / d * d] + noise[i];  // every coordinate of y from the first of x
    }
    const Positions<TypeParam> y("y", particles, d);
    assign(y, later);
    const CrossCovariance found = cross_covariance(x, y);
    const PlainMoments exact = plain_moments(to_values(x), to_values(y), d);
    const double slack = (additions + 3.0) * epsilon<double>;
    for (std::size_t entry = 0; entry < d * d; ++entry) {
        EXPECT_NEAR(found.covariance[entry], static_cast<double>(exact.covariance[entry]),
                    2.0 * slack * static_cast<double>(exact.spread[entry]));
        EXPECT_NEAR(found.error[entry] / static_cast<double>(exact.error[entry]), 1.0, 1e-9);
    }
    EXPECT_NE(found.covariance[1], found.covariance[d]);
}

TYPED_TEST(MomentsTest, CrossCovarianceOfAnEnsembleWithItselfIsItsCovariance) {
    const auto x = positions_of<TypeParam>(10000, 4, -3.0, 5);
    const EnsembleMoments moments = ensemble_moments(x);
    const CrossCovariance cross = cross_covariance(x, x);
    EXPECT_EQ(cross.covariance, moments.covariance);
    EXPECT_EQ(cross.error, moments.covariance_error);
}

}  // namespace
}  // namespace ebru
