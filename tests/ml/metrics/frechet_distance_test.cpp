#include "ml/metrics/frechet_distance.hpp"

#include <gtest/gtest.h>

#include <bit>

#include "tests/ml/metrics/metric_samples.hpp"

namespace ebru {
namespace {

using test::eps;

FeatureMoments moments(at::Tensor mean, at::Tensor covariance) {
    return {1000000, std::move(mean), std::move(covariance)};
}

FeatureMoments centred(const at::Tensor& covariance) {
    return moments(at::zeros({covariance.size(0)}, at::kDouble), covariance);
}

/// An orthogonal matrix with no zeros: I - 2 v v^T/|v|^2.
at::Tensor reflection(int n) {
    const at::Tensor v = at::arange(1, n + 1, at::kDouble).sqrt();
    return at::eye(n, at::kDouble) - 2.0 * at::outer(v, v) / at::dot(v, v);
}

/// What round-off may do to d^2. Building and decomposing a covariance of n features is exact for one that is off by n
/// eps |S| (twice); d^2 changes with S_a by at most tr(E) + |T| tr|E|, T being the optimal map, |T|^2 <= stretch the
/// largest ratio of variances; the same for S_b.
double round_off(std::int64_t n, double largest, double stretch) {
    const double error = 2.0 * static_cast<double>(n) * eps * largest;
    return 2.0 * static_cast<double>(n) * error * (1.0 + std::sqrt(stretch));
}

// d^2 = |m|^2 + sum (sqrt a_i - sqrt b_i)^2
TEST(FrechetDistance, OfCommutingCovariancesIsThatOfTheirVariances) {
    constexpr int n = 24;
    const at::Tensor q = reflection(n);
    const at::Tensor a = at::linspace(0.5, 4.0, n, at::kDouble);
    const at::Tensor b = at::linspace(9.0, 1.0, n, at::kDouble);
    const at::Tensor shift = at::linspace(-1.0, 1.0, n, at::kDouble);
    const double exact = shift.square().sum().item<double>() + (a.sqrt() - b.sqrt()).square().sum().item<double>();
    const double found = frechet_distance(moments(shift, at::matmul(q * a, q.t())), centred(at::matmul(q * b, q.t())));
    EXPECT_NEAR(found, exact, round_off(n, 9.0, 18.0));
    EXPECT_LE(round_off(n, 9.0, 18.0), 1e-8);
}

/// [[p, r], [r, q]] along the diagonal for each of the triples.
at::Tensor blocks(const std::vector<std::array<double, 3>>& entries) {
    const auto n = static_cast<std::int64_t>(2 * entries.size());
    at::Tensor matrix = at::zeros({n, n}, at::kDouble);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto at = static_cast<std::int64_t>(2 * i);
        const auto& [p, q, r] = entries[i];
        matrix[at][at] = p;
        matrix[at + 1][at + 1] = q;
        matrix[at][at + 1] = r;
        matrix[at + 1][at] = r;
    }
    return matrix;
}

// For 2 x 2: tr (S_a S_b)^{1/2} = sqrt(tr(S_a S_b) + 2 sqrt(det S_a det S_b)), by Cayley and Hamilton.
TEST(FrechetDistance, OfCovariancesThatDoNotCommuteIsThatOfTwoByTwoBlocks) {
    const std::vector<std::array<double, 3>> a{{2.0, 1.0, 0.9}, {3.0, 3.0, -2.0}, {1.0, 0.5, 0.0}, {4.0, 1.0, 1.5}};
    const std::vector<std::array<double, 3>> b{{1.0, 5.0, -2.0}, {1.0, 2.0, 1.0}, {2.0, 2.0, 1.9}, {1.0, 4.0, -1.5}};
    double exact = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const auto& [p, q, r] = a[i];
        const auto& [s, t, u] = b[i];
        const double product = p * s + 2.0 * r * u + q * t;
        exact += p + q + s + t - 2.0 * std::sqrt(product + 2.0 * std::sqrt((p * q - r * r) * (s * t - u * u)));
    }
    const at::Tensor q = reflection(8);
    const at::Tensor of_a = at::matmul(at::matmul(q, blocks(a)), q);
    const at::Tensor of_b = at::matmul(at::matmul(q, blocks(b)), q);
    ASSERT_GT((at::matmul(of_a, of_b) - at::matmul(of_b, of_a)).abs().max().item<double>(), 1.0);
    // Variances along any direction lie between 0.1 and 6.
    EXPECT_NEAR(frechet_distance(centred(of_a), centred(of_b)), exact, round_off(8, 6.0, 60.0));
    EXPECT_LE(round_off(8, 6.0, 60.0), 1e-8);
}

/// tr M^{1/2} by Denman's and Beavers' iteration: Y -> M^{1/2}, Z -> M^{-1/2}, no eigenvalue in sight.
double trace_of_root(const at::Tensor& m) {
    at::Tensor y = m;
    at::Tensor z = at::eye(m.size(0), at::kDouble);
    for (int i = 0; i < 30; ++i) {
        const at::Tensor next = 0.5 * (y + at::linalg_inv(z));
        z = 0.5 * (z + at::linalg_inv(y));
        y = next;
    }
    return y.trace().item<double>();
}

// Condition numbers below 40: inverses in the iteration keep 40^2 n eps of their size, traces below 60.
TEST(FrechetDistance, IsThatOfAnIterationForTheRootOfTheProduct) {
    constexpr int n = 20;
    const at::Tensor a = at::cov(test::normal_rows(1, 60, n).t()) + 0.1 * at::eye(n, at::kDouble);
    const at::Tensor b = at::cov(test::normal_rows(2, 60, n).t()) + 0.1 * at::eye(n, at::kDouble);
    const double exact = (a.trace() + b.trace()).item<double>() - 2.0 * trace_of_root(at::matmul(a, b));
    EXPECT_NEAR(frechet_distance(centred(a), centred(b)), exact, 1600.0 * n * eps * 60.0);
}

/// H D H/16 with Sylvester's H of order 16: entries are sums of 16 powers of two and exact in double.
at::Tensor exact_covariance(const std::vector<int>& exponents) {
    const auto n = static_cast<std::int64_t>(exponents.size());
    at::Tensor covariance = at::empty({n, n}, at::kDouble);
    for (std::int64_t i = 0; i < n; ++i) {
        for (std::int64_t j = 0; j < n; ++j) {
            long double entry = 0.0L;
            for (std::int64_t k = 0; k < n; ++k) {
                const int sign = std::popcount(static_cast<unsigned>((i ^ j) & k)) % 2 == 0 ? 1 : -1;
                entry += sign * std::ldexp(1.0L, exponents[static_cast<std::size_t>(k)]) / static_cast<long double>(n);
            }
            covariance[i][j] = static_cast<double>(entry);
            EXPECT_EQ(static_cast<long double>(static_cast<double>(entry)), entry);
        }
    }
    return covariance;
}

// Variances 2^-40 = 9e-13 to 2^10 = 1e3, in equal steps; every second one four times as large in b. The root of the
// product of the covariances, whose eigenvalues reach 1e6, would lose sqrt(eps 1e6) = 1e-5 of every small one.
TEST(FrechetDistance, OfIllConditionedCovariancesIsExactToRoundOff) {
    std::vector<int> of_a;
    std::vector<int> of_b;
    double exact = 0.0;
    for (int i = 0; i < 16; ++i) {
        const int exponent = -40 + 10 * i / 3;
        const int larger = i % 2 == 0 ? 2 : 0;
        of_a.push_back(exponent);
        of_b.push_back(exponent + larger);
        exact += std::pow(std::exp2(0.5 * (exponent + larger)) - std::exp2(0.5 * exponent), 2);
    }
    const double found = frechet_distance(centred(exact_covariance(of_a)), centred(exact_covariance(of_b)));
    EXPECT_NEAR(found, exact, round_off(16, 1024.0, 4.0));
    EXPECT_LE(round_off(16, 1024.0, 4.0), 1e-9);
}

// b = (1 + h)^2 a: d^2 = h^2 tr a. The difference of the traces would leave eps tr a, 200 times as much. Rounding moves
// d by n eps |S| over the root of the smallest variance, that is by (n eps/h) sqrt(condition) of itself.
TEST(FrechetDistance, SmallDistancesKeepTheirDigits) {
    constexpr int n = 12;
    constexpr double h = 1e-9;
    const at::Tensor q = reflection(n);
    const at::Tensor a = at::matmul(q * at::linspace(1.0, 8.0, n, at::kDouble), q.t());
    const double exact = h * h * 54.0;
    EXPECT_NEAR(frechet_distance(centred(a), centred((1.0 + h) * (1.0 + h) * a)) / exact, 1.0,
                2.0 * 4.0 * n * eps / h * std::sqrt(8.0));
    const double itself = frechet_distance(centred(a), centred(a));
    EXPECT_GE(itself, 0.0);
    EXPECT_LE(itself, 54.0 * std::pow(4.0 * n * eps, 2) * 8.0);
}

// y = c x + m: covariance c^2 S, so d^2 = |m'|^2 + (c - 1)^2 tr S, from samples to the number.
TEST(FrechetDistance, OfScaledAndShiftedSamples) {
    const at::Tensor x = test::normal_rows(3, 400, 30);
    const at::Tensor y = 1.5 * x + 0.25;
    const FeatureMoments of_x = feature_moments(x);
    const double exact =
        (0.5 * of_x.mean + 0.25).square().sum().item<double>() + 0.25 * of_x.covariance.trace().item<double>();
    EXPECT_NEAR(frechet_distance(of_x, feature_moments(y)), exact, round_off(30, 5.0, 2.25));
}

}  // namespace
}  // namespace ebru
