#include "solvers/density/kernel_density.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "base/error.hpp"
#include "solvers/density/kde_bias.hpp"
#include "tests/reference/kernel_density_twin.hpp"
#include "tests/solvers/density/density_test_data.hpp"

namespace ebru {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

struct Estimates {
    std::vector<double> log_density;
    std::vector<double> score;
};

Estimates estimates(const KernelDensity& density, const std::vector<double>& queries) {
    const std::size_t count = queries.size() / static_cast<std::size_t>(density.dimension());
    Estimates found{std::vector<double>(count), std::vector<double>(queries.size())};
    density.evaluate(queries, found.log_density, found.score);
    return found;
}

std::vector<double> row(const std::vector<double>& points, std::size_t i, int dimension) {
    const auto d = static_cast<std::ptrdiff_t>(dimension);
    const auto begin = points.begin() + static_cast<std::ptrdiff_t>(i) * d;
    return {begin, begin + d};
}

double distance_to_nearest(const std::vector<double>& points, const std::vector<double>& x) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < points.size() / x.size(); ++i) {
        double square = 0.0;
        for (std::size_t k = 0; k < x.size(); ++k) {
            square += std::pow(x[k] - points[i * x.size() + k], 2);
        }
        nearest = std::min(nearest, square);
    }
    return std::sqrt(nearest);
}

/// How far an estimate may be from its twin. Exponents: a squared distance up to R^2 of d + 1 roundings each way,
/// halved and over h^2; sums: N roundings each way; and the tolerance. The score's error is R/h^2 times that, for the
/// sum above and the one below.
struct Allowed {
    double log_density;
    double score;
};

Allowed allowed(const std::vector<double>& points, const std::vector<double>& x, double h, double tolerance) {
    const auto d = static_cast<double>(x.size());
    const double count = static_cast<double>(points.size()) / d;
    const double nearest = distance_to_nearest(points, x);
    const double reach_squared = nearest * nearest + 2.0 * h * h * std::log(count / tolerance);
    const double round_off = ((d + 3.0) * reach_squared / (h * h) + 2.0 * count + 10.0) * eps;
    const double relative = tolerance + round_off;
    return {relative + 10.0 * eps * std::abs(reach_squared / (h * h)),
            2.0 * relative * std::sqrt(reach_squared) / (h * h)};
}

void expect_twin(const std::vector<double>& points, int dimension, const std::vector<double>& queries, double h,
                 double tolerance) {
    const Estimates found = estimates(KernelDensity(points, dimension, h, tolerance), queries);
    for (std::size_t i = 0; i < found.log_density.size(); ++i) {
        const std::vector<double> x = row(queries, i, dimension);
        const EstimateTwin twin = kernel_density_twin(points, x, h);
        const Allowed most = allowed(points, x, h, tolerance);
        ASSERT_NEAR(found.log_density[i], twin.log_density, most.log_density) << "d " << dimension << " h " << h;
        for (std::size_t k = 0; k < x.size(); ++k) {
            ASSERT_NEAR(found.score[i * x.size() + k], twin.score[k], most.score) << "d " << dimension << " h " << h;
        }
    }
}

TEST(KernelDensity, IsTheSumOverAllPoints) {
    for (const int d : {1, 2, 3, 4, 17, 64}) {
        const auto source = make_mixture_source(two_parts(d));
        const std::vector<double> points = drawn(*source, 1, 0, 1000);
        const std::vector<double> queries = drawn(*source, 2, 0, 40);
        for (const double h : {1e-4, 0.01, 0.1, 1.0, 30.0}) {
            expect_twin(points, d, queries, h, 1e-13);
        }
    }
}

TEST(KernelDensity, HoldsForAnyNumberOfPoints) {
    for (const int count : {1, 2, 63, 64, 65, 127, 128, 129, 200, 257}) {
        for (const int d : {2, 5}) {
            const auto source = make_mixture_source(two_parts(d));
            expect_twin(drawn(*source, 1, 0, count), d, drawn(*source, 2, 0, 10), 0.2, 1e-13);
        }
    }
}

TEST(KernelDensity, HoldsForPointsAtOnePlace) {
    std::vector<double> points(2 * 300, 0.25);
    points[0] = 1.0;
    expect_twin(points, 2, {0.25, 0.25, 1.0, 0.25, 3.0, -2.0}, 0.1, 1e-13);
}

// The nearest point decides, where every kernel underflows: 1e3 and 1e5 bandwidths out.
TEST(KernelDensity, HoldsFarFromAllPoints) {
    for (const int d : {1, 2, 3, 6}) {
        const std::vector<double> points = drawn(*make_mixture_source(two_parts(d)), 1, 0, 500);
        std::vector<double> queries;
        for (const double away : {100.0, -100.0, 1e4}) {
            for (int k = 0; k < d; ++k) {
                queries.push_back(away / (1.0 + k));
            }
        }
        expect_twin(points, d, queries, 0.1, 1e-13);
        const Estimates found = estimates(KernelDensity(points, d, 0.1), queries);
        EXPECT_LT(found.log_density[0], -1e5);
        EXPECT_TRUE(std::isfinite(found.log_density[2]));
    }
}

/// |1 - rho/rho of the twin| at the queries, the largest.
double largest_loss(const std::vector<double>& points, const std::vector<double>& queries, double h, double tolerance) {
    const Estimates found = estimates(KernelDensity(points, 2, h, tolerance), queries);
    double largest = 0.0;
    for (std::size_t i = 0; i < found.log_density.size(); ++i) {
        const std::vector<double> x = row(queries, i, 2);
        const EstimateTwin twin = kernel_density_twin(points, x, h);
        const double loss = -std::expm1(found.log_density[i] - twin.log_density);
        const Allowed most = allowed(points, x, h, tolerance);
        EXPECT_GE(loss, -1e-12);
        EXPECT_LE(loss, tolerance + 1e-12);
        for (std::size_t k = 0; k < 2; ++k) {
            EXPECT_NEAR(found.score[2 * i + k], twin.score[k], most.score);
        }
        largest = std::max(largest, loss);
    }
    return largest;
}

// What is left out is less than the tolerance of the sum, and something is left out: a tenth of 2000 points lies in the
// leaves that hold the last terms above tolerance/N, so that the loss is not far below the tolerance either.
TEST(KernelDensity, LeavesOutLessThanTheTolerance) {
    const auto source = make_mixture_source(two_parts(2));
    const std::vector<double> points = drawn(*source, 1, 0, 4000);
    const std::vector<double> queries = drawn(*source, 2, 0, 60);
    for (const double tolerance : {1e-1, 1e-3, 1e-5, 1e-7, 1e-9}) {
        const double loss = largest_loss(points, queries, 0.1, tolerance);
        EXPECT_GT(loss, 1e-4 * tolerance) << "tolerance " << tolerance;
    }
}

TEST(KernelDensity, LeavesOneOut) {
    for (const int d : {1, 2, 3, 5}) {
        std::vector<double> points = drawn(*make_mixture_source(two_parts(d)), 1, 0, 150);
        // One far from all others, whose own term would hide them, and two at the same place.
        for (std::size_t k = 0; k < static_cast<std::size_t>(d); ++k) {
            points[k] = 40.0;
            points[static_cast<std::size_t>(d) * 8 + k] = points[static_cast<std::size_t>(d) * 7 + k];
        }
        constexpr double h = 0.3;
        const KernelDensity density(points, d, h, 1e-13);
        std::vector<double> log_density(150);
        std::vector<double> score(points.size());
        density.evaluate_leave_one_out(log_density, score);
        for (std::size_t i = 0; i < 150; ++i) {
            const std::vector<double> x = row(points, i, d);
            const EstimateTwin twin = kernel_density_twin(points, x, h, static_cast<std::ptrdiff_t>(i));
            std::vector<double> others(points);
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i) * d,
                         others.begin() + static_cast<std::ptrdiff_t>(i + 1) * d);
            const Allowed most = allowed(others, x, h, 1e-13);
            ASSERT_NEAR(log_density[i], twin.log_density, most.log_density);
            for (std::size_t k = 0; k < x.size(); ++k) {
                ASSERT_NEAR(score[i * x.size() + k], twin.score[k], most.score);
            }
        }
    }
}

TEST(KernelDensity, OfAQueryDoesNotDependOnTheOthers) {
    const auto source = make_mixture_source(two_parts(2));
    const KernelDensity density(drawn(*source, 1, 0, 3000), 2, 0.05);
    const std::vector<double> queries = drawn(*source, 2, 0, 100);
    const Estimates all = estimates(density, queries);
    for (std::size_t i = 0; i < 100; i += 9) {
        const Estimates one = estimates(density, row(queries, i, 2));
        EXPECT_EQ(one.log_density[0], all.log_density[i]);
        EXPECT_EQ(one.score[0], all.score[2 * i]);
        EXPECT_EQ(one.score[1], all.score[2 * i + 1]);
    }
    std::vector<double> alone(100);
    density.evaluate(queries, alone, {});
    EXPECT_EQ(alone, all.log_density);
}

// The arithmetic inside is double: float queries are places like any other, and results are rounded once.
TEST(KernelDensity, TakesViewsOfEitherPrecision) {
    const auto source = make_mixture_source(two_parts(3));
    const KernelDensity density(drawn(*source, 1, 0, 1000), 3, 0.2);
    const KernelDensity::Points<float> queries("queries", 50, 3);
    const auto host = Kokkos::create_mirror_view(queries);
    std::vector<double> same;
    for (const double x : drawn(*source, 2, 0, 50)) {
        host.data()[same.size()] = static_cast<float>(x);
        same.push_back(static_cast<double>(static_cast<float>(x)));
    }
    Kokkos::deep_copy(queries, host);
    const Kokkos::View<float*> log_density("log density", 50);
    const KernelDensity::Points<float> score("score", 50, 3);
    density.evaluate<float>(queries, log_density, score);
    const auto found = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), log_density);
    const auto slopes = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), score);
    const Estimates expected = estimates(density, same);
    for (std::size_t i = 0; i < 50; ++i) {
        EXPECT_EQ(found(i), static_cast<float>(expected.log_density[i]));
        for (std::size_t k = 0; k < 3; ++k) {
            EXPECT_EQ(slopes(i, k), static_cast<float>(expected.score[3 * i + k]));
        }
    }
}

TEST(KernelDensity, OfAQueryThatIsNowhereIsNotFinite) {
    const KernelDensity density(drawn(*make_mixture_source(two_parts(2)), 1, 0, 200), 2, 0.2);
    const Estimates found =
        estimates(density, {std::nan(""), 0.0, std::numeric_limits<double>::infinity(), 0.0, 0.0, 0.0});
    EXPECT_FALSE(std::isfinite(found.log_density[0]));
    EXPECT_FALSE(std::isfinite(found.log_density[1]));
    EXPECT_TRUE(std::isfinite(found.log_density[2]));
}

// rho_hat(x) is a mean of N independent kernels K with E K = rho * N(0, h^2 I), and as K^2 = (4 pi h^2)^(-d/2) times
// the normal density of variance h^2/2, E K^2 = (4 pi h^2)^(-d/2) rho * N(0, h^2/2 I): its standard error is known
// exactly.
TEST(KernelDensity, IsItsExpectationWithinFourStandardErrors) {
    constexpr int draws = 200'000;
    const GaussianMixture mixture = two_parts(2);
    const std::vector<double> points = drawn(*make_mixture_source(mixture), 5, 0, draws);
    const std::vector<double> places{-1.0, 0.0, 0.0, 1.5, -0.4, 0.5, 0.2, 1.2, -1.5, -0.8};
    for (const double h : {0.1, 0.3}) {
        const Estimates found = estimates(KernelDensity(points, 2, h), places);
        const GaussianMixture expected = expected_estimate(mixture, h);
        const GaussianMixture of_square = expected_estimate(mixture, h / std::numbers::sqrt2);
        double largest_bias = 0.0;
        for (std::size_t i = 0; i < found.log_density.size(); ++i) {
            const std::vector<double> x = row(places, i, 2);
            const double mean = expected.density(x);
            const double square = of_square.density(x) / (4.0 * std::numbers::pi * h * h);
            const double standard_error = std::sqrt((square - mean * mean) / draws);
            EXPECT_NEAR(std::exp(found.log_density[i]), mean, 4.0 * standard_error);
            largest_bias = std::max(largest_bias, std::abs(mean - mixture.density(x)) / standard_error);
        }
        EXPECT_GT(largest_bias, 10.0) << "the test would not see the kernel's width";
    }
}

TEST(KernelDensity, RefusesABandwidthThatIsNone) {
    const std::vector<double> points{0.0, 1.0};
    for (const auto& [h, text] : {std::pair{0.0, "kde.bandwidth = 0 is"}, std::pair{-0.5, "kde.bandwidth = -0.5 is"},
                                  std::pair{std::nan(""), "kde.bandwidth = nan is"},
                                  std::pair{std::numeric_limits<double>::infinity(), "kde.bandwidth = inf is"},
                                  std::pair{1e-200, "kde.bandwidth = 1e-200 is"}}) {
        try {
            const KernelDensity density(points, 1, h, 1e-9, "kde.bandwidth");
            ADD_FAILURE() << h << " accepted";
        } catch (const UserError& error) {
            EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
        }
    }
}

TEST(KernelDensity, RefusesPointsThatAreNone) {
    EXPECT_THROW(KernelDensity(std::vector<double>{}, 1, 1.0), UserError);
    EXPECT_THROW(KernelDensity(std::vector<double>{0.0, std::nan("")}, 2, 1.0), UserError);
    EXPECT_THROW(KernelDensity(std::vector<double>{std::numeric_limits<double>::infinity()}, 1, 1.0), UserError);
}

TEST(BandwidthRule, FollowsFromSpreadNumberAndDimension) {
    // Sample variances 2 and 8, mean 5; N = 2.
    const std::vector<double> points{0.0, 1.0, 2.0, 5.0};
    EXPECT_NEAR(rule_bandwidth(BandwidthRule::scott, points, 2), std::sqrt(5.0) * std::pow(2.0, -1.0 / 6.0), 20 * eps);
    EXPECT_NEAR(rule_bandwidth(BandwidthRule::silverman, points, 2), std::sqrt(5.0) * std::pow(2.0, -1.0 / 6.0),
                20 * eps);
    // As four points on a line: variance 14/3.
    const double spread = std::sqrt(14.0 / 3.0) * std::pow(4.0, -0.2);
    EXPECT_NEAR(rule_bandwidth(BandwidthRule::scott, points, 1), spread, 20 * eps);
    EXPECT_NEAR(rule_bandwidth(BandwidthRule::silverman, points, 1), std::pow(4.0 / 3.0, 0.2) * spread, 20 * eps);
    EXPECT_THROW(rule_bandwidth(BandwidthRule::scott, std::vector<double>{1.0, 1.0}, 1), UserError);
}

}  // namespace
}  // namespace ebru
