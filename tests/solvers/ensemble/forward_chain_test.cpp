#include "solvers/ensemble/forward_chain.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/moments.hpp"
#include "solvers/gaussian/chain_moments.hpp"
#include "tests/reference/serial_forward_chain.hpp"
#include "tests/support/image_values.hpp"
#include "tests/support/plain_mixture.hpp"

namespace ebru {
namespace {

constexpr int levels = 40;

GaussianPath path_of(GaussianKind kind, BetaSchedule schedule = BetaSchedule::linear) {
    GaussianParameters p;
    p.kind = kind;
    p.schedule = schedule;
    p.levels = levels;
    p.noise_scale = 1.5;
    p.beta = 0.08;
    p.beta_min = kind == GaussianKind::vp ? 0.1 : 0.005;
    p.beta_max = kind == GaussianKind::vp ? 12.0 : 0.2;
    p.sigma_max = 8.0;
    return GaussianPath(p);
}

const std::vector<GaussianKind> kinds{GaussianKind::ddpm, GaussianKind::vp, GaussianKind::ve, GaussianKind::flow,
                                      GaussianKind::brownian};

const std::vector<BetaSchedule> five_schedules{BetaSchedule::linear, BetaSchedule::cosine, BetaSchedule::constant,
                                               BetaSchedule::quadratic, BetaSchedule::sigmoid};

/// Two components in d dimensions, neither round, whose axes are no coordinates.
PlainMixture skew_mixture(std::size_t d) {
    std::vector<double> first_mean(d);
    std::vector<double> second_mean(d);
    std::vector<double> first_root(d * d, 0.0);
    std::vector<double> second_root(d * d, 0.0);
    for (std::size_t a = 0; a < d; ++a) {
        const auto place = static_cast<double>(a);
        first_mean[a] = 1.5 * std::cos(place);
        second_mean[a] = -1.0 + 0.5 * std::sin(2.0 * place);
        first_root[a * d + a] = 0.6 + 0.2 * std::cos(3.0 * place);
        second_root[a * d + a] = 0.7;
        if (a > 0) {
            first_root[a * d + a - 1] = 0.3;
            second_root[a * d] = -0.3;
        }
    }
    return PlainMixture({{0.3, first_mean, first_root}, {0.7, second_mean, second_root}});
}

/// Mean and covariance within `band` standard errors of those of the law.
void expect_moments(const EnsembleMoments& moments, const GaussianMixture& law, double band) {
    const std::vector<double> mean = law.mean();
    const std::vector<double> covariance = law.covariance();
    const std::size_t d = mean.size();
    for (std::size_t a = 0; a < d; ++a) {
        const double error = std::sqrt(covariance[a * d + a] / static_cast<double>(moments.particles));
        EXPECT_NEAR(moments.mean[a], mean[a], band * error) << "coordinate " << a;
        for (std::size_t b = 0; b <= a; ++b) {
            EXPECT_NEAR(moments.covariance[a * d + b], covariance[a * d + b],
                        band * moments.covariance_error[a * d + b])
                << "coordinates " << a << ", " << b;
        }
    }
}

template <class Real>
class ForwardChainTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(ForwardChainTest, Precisions);

TYPED_TEST(ForwardChainTest, IsItsSerialTwin) {
    for (const auto& [particles, d] :
         {std::pair<std::int64_t, std::size_t>{1, 1}, {341, 3}, {1024, 1}, {700, 5}, {9001, 2}}) {
        const auto start = start_ensemble<TypeParam>(skew_mixture(d), 3, particles);
        for (const GaussianKind kind : kinds) {
            const GaussianPath path = path_of(kind);
            const ForwardChain<TypeParam> chain(path, 7);
            const auto x = Kokkos::create_mirror(Kokkos::DefaultExecutionSpace(), start);
            Kokkos::deep_copy(x, start);
            const Values from = to_values(start);
            std::vector<TypeParam> twin(from.begin(), from.end());
            chain.advance(x, 0, 3);
            serial_forward_chain(path, 7, 0, 3, twin);
            EXPECT_EQ(to_values(x), Values(twin.begin(), twin.end())) << particles << " x " << d;
            chain.advance(x, 3, levels);
            serial_forward_chain(path, 7, 3, levels, twin);
            EXPECT_EQ(to_values(x), Values(twin.begin(), twin.end())) << particles << " x " << d;
        }
    }
}

TYPED_TEST(ForwardChainTest, SweepsOfOneLevelAndOfManyGiveTheSameBits) {
    const ForwardChain<TypeParam> chain(path_of(GaussianKind::ddpm), 11);
    const auto many = start_ensemble<TypeParam>(skew_mixture(3), 3, 20001);
    const auto one = start_ensemble<TypeParam>(skew_mixture(3), 3, 20001);
    chain.advance(many, 0, 17, TimeLoop::resident);
    chain.advance(one, 0, 17, TimeLoop::sliced);
    EXPECT_EQ(to_values(many), to_values(one));
    chain.advance(one, 17, 17);
    EXPECT_EQ(to_values(many), to_values(one));
}

TYPED_TEST(ForwardChainTest, ASmallEnsembleIsTheBeginningOfALargeOne) {
    const ForwardChain<TypeParam> chain(path_of(GaussianKind::ddpm), 11);
    const auto large = start_ensemble<TypeParam>(skew_mixture(3), 3, 20001);
    const auto small = start_ensemble<TypeParam>(skew_mixture(3), 3, 700);
    chain.advance(large, 0, 9);
    chain.advance(small, 0, 9);
    const Values all = to_values(large);
    EXPECT_EQ(to_values(small), Values(all.begin(), all.begin() + 2100));
}

TYPED_TEST(ForwardChainTest, SeedsAndPurposesHaveNoiseOfTheirOwn) {
    const GaussianPath path = path_of(GaussianKind::brownian);
    const Positions<TypeParam> zero("zero", 500, 2);
    const auto walked = [&](std::uint64_t seed, RandomPurpose purpose) {
        const Positions<TypeParam> x("x", 500, 2);
        ForwardChain<TypeParam>(path, seed, purpose).advance(x, 0, 1);
        return to_values(x);
    };
    const Values first = walked(1, RandomPurpose::ensemble_forward);
    EXPECT_EQ(first, walked(1, RandomPurpose::ensemble_forward));
    EXPECT_NE(first, walked(2, RandomPurpose::ensemble_forward));
    EXPECT_NE(first, walked(1, RandomPurpose::ensemble_preserve));
}

TYPED_TEST(ForwardChainTest, NoiseOfCoordinatesParticlesAndLevelsIsIndependent) {
    const GaussianPath path = path_of(GaussianKind::brownian);
    const ForwardChain<TypeParam> chain(path, 5);
    const Positions<TypeParam> x("x", 1 << 18, 1);
    const auto values = [&](int level) {
        Kokkos::deep_copy(x, TypeParam(0));
        chain.advance(x, level - 1, level);
        return to_values(x);
    };
    const Values first = values(1);
    const Values second = values(2);
    const double variance = path.transition(0, 1).variance;
    const auto correlation = [&](const Values& a, const Values& b, std::size_t lag) {
        double sum = 0.0;
        for (std::size_t i = 0; i + lag < a.size(); ++i) {
            sum += a[i + lag] * b[i];
        }
        return sum / (variance * static_cast<double>(a.size() - lag));
    };
    // Neighbours; the other numbers of a call of the generator (256, 512 apart); rows; neighbouring teams.
    for (const std::size_t lag : {1, 2, 3, 256, 512, 768, 1024, 1025, 16384}) {
        const double band = 4.0 / std::sqrt(static_cast<double>(first.size() - lag));
        EXPECT_LT(std::abs(correlation(first, first, lag)), band) << lag;
        EXPECT_LT(std::abs(correlation(second, first, lag)), band) << lag;
    }
    EXPECT_LT(std::abs(correlation(second, first, 0)), 4.0 / std::sqrt(static_cast<double>(first.size())));
}

// The claim: at 10^6 particles within four standard errors, for five schedules.
TYPED_TEST(ForwardChainTest, MomentsOfTheChainAreThoseOfTheClosedForm) {
    const PlainMixture data = skew_mixture(2);
    const auto start = start_ensemble<TypeParam>(data, 3, 1000000);
    const Positions<TypeParam> x("x", 1000000, 2);
    std::uint64_t seed = 20;
    for (const BetaSchedule schedule : five_schedules) {
        const GaussianPath path = path_of(GaussianKind::ddpm, schedule);
        const ForwardChain<TypeParam> chain(path, seed++);
        Kokkos::deep_copy(x, start);
        int level = 0;
        for (const int next : {1, 7, 20, levels}) {
            chain.advance(x, level, next);
            level = next;
            SCOPED_TRACE("schedule " + std::to_string(static_cast<int>(schedule)) + ", level " + std::to_string(level));
            const double s = path.level_standard_deviation(level);
            // float: k 2^-24 of drift is 2e-6 of a moment, a hundredth of its standard error.
            expect_moments(ensemble_moments(x), data.law().after(path.level_mean_factor(level), s * s), 4.0);
        }
    }
}

TYPED_TEST(ForwardChainTest, MomentsHoldInOtherDimensions) {
    // 64 dimensions have 2144 moments: five standard errors, which all of them keep with probability 0.999.
    for (const auto& [d, particles, band] :
         {std::tuple<std::size_t, std::int64_t, double>{1, 1000000, 4.0}, {3, 300000, 4.0}, {64, 20000, 5.0}}) {
        const PlainMixture data = skew_mixture(d);
        const auto x = start_ensemble<TypeParam>(data, 4, particles);
        const GaussianPath path = path_of(GaussianKind::ddpm, BetaSchedule::sigmoid);
        ForwardChain<TypeParam>(path, 6).advance(x, 0, 12);
        SCOPED_TRACE("d = " + std::to_string(d));
        const double s = path.level_standard_deviation(12);
        expect_moments(ensemble_moments(x), data.law().after(path.level_mean_factor(12), s * s), band);
    }
}

TYPED_TEST(ForwardChainTest, MomentsHoldForEveryKindOfPath) {
    const PlainMixture data = skew_mixture(2);
    for (const GaussianKind kind : kinds) {
        const GaussianPath path = path_of(kind);
        const auto x = start_ensemble<TypeParam>(data, 8, 200000);
        const ForwardChain<TypeParam> chain(path, 9);
        chain.advance(x, 0, 10);
        SCOPED_TRACE("kind " + std::to_string(static_cast<int>(kind)));
        const auto law = [&](int level) {
            const double s = path.level_standard_deviation(level);
            return data.law().after(path.level_mean_factor(level), s * s);
        };
        expect_moments(ensemble_moments(x), law(10), 4.0);
        chain.advance(x, 10, levels);
        expect_moments(ensemble_moments(x), law(levels), 4.0);
    }
}

TYPED_TEST(ForwardChainTest, LevelsOfAParticleCovaryAsTheClosedFormSays) {
    constexpr std::int64_t particles = 1000000;
    const Positions<TypeParam> earlier("x at the earlier level", particles, 2);
    const Positions<TypeParam> later("x at the later level", particles, 2);
    for (const GaussianKind kind : {GaussianKind::ddpm, GaussianKind::vp, GaussianKind::brownian}) {
        const GaussianPath path = path_of(kind);
        const ForwardChain<TypeParam> chain(path, 13);
        for (const auto& [j, k] : {std::pair{1, 2}, {5, 12}, {20, 40}}) {
            Kokkos::deep_copy(earlier, TypeParam(0.75));  // x_0, one point
            chain.advance(earlier, 0, j);
            Kokkos::deep_copy(later, earlier);
            chain.advance(later, j, k);
            const JointMoments joint = joint_moments(path, k, j);
            const CrossCovariance found = cross_covariance(later, earlier);
            for (std::size_t entry = 0; entry < 4; ++entry) {
                const double expected = entry == 0 || entry == 3 ? joint.covariance : 0.0;
                // Variance of the product of two centred normals: s_k^2 s_j^2 + Cov^2.
                const double error = std::sqrt((joint.later_variance * joint.earlier_variance + expected * expected) /
                                               static_cast<double>(particles));
                EXPECT_NEAR(found.covariance[entry], expected, 4.0 * error) << j << " " << k;
                // The estimated error is that of a mean of squares: relative deviation sqrt(kurtosis/N) < 0.004.
                EXPECT_NEAR(found.error[entry] / error, 1.0, 0.02);
            }
        }
    }
}

}  // namespace
}  // namespace ebru
