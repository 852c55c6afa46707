#include "solvers/ensemble_run/moment_checks.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "solvers/density/point_source.hpp"
#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/forward_chain.hpp"
#include "solvers/ensemble_run/host_positions.hpp"

namespace ebru {
namespace {

GaussianMixture three_clouds() {
    const std::array<double, 4> tilted{0.5, 0.2, 0.2, 0.3};
    return GaussianMixture({{0.5, {-1.0, 1.0}, Covariance::from_matrix(2, tilted)},
                            {0.2, {1.5, 0.0}, Covariance::isotropic(2, 0.2)},
                            {0.3, {0.5, -2.0}, Covariance::isotropic(2, 0.4)}});
}

/// Standard errors from the closed form beside those from the scatter of 200,000 points: the latter are means of fourth
/// powers, whose own relative error is about sqrt(m_8/m_4^2/N), below sqrt(105/9/2e5) = 0.8 %, so 3 % is four of them.
TEST(MomentErrors, AreThoseOfTheScatter) {
    const GaussianMixture mixture = three_clouds();
    constexpr std::int64_t particles = 200000;
    const EnsembleMoments measured =
        ensemble_moments(start_ensemble<double>(*make_mixture_source(mixture), 3, particles));
    const MomentErrors errors = moment_errors(mixture, particles);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_NEAR(errors.mean[i] / measured.mean_error[i], 1.0, 0.03);
    }
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(errors.covariance[i] / measured.covariance_error[i], 1.0, 0.03);
    }
}

/// Scores of many chains from one start are standard normals: over 800 seeds and each of five moments their mean square
/// is 1 within 4 sqrt(2/800) = 0.2, and their mean 0 within 4/sqrt(800) = 0.15. After two levels the data's part of the
/// variance decides, after eight the noise's.
TEST(MomentChecks, ScoresGivenTheStartAreStandardNormals) {
    GaussianParameters p;
    p.levels = 8;
    p.beta_min = 0.05;
    p.beta_max = 0.4;
    p.noise_scale = 1.3;
    const GaussianPath path(p);
    const Positions<double> start = start_ensemble<double>(*make_mixture_source(three_clouds()), 5, 2000);
    const EnsembleMoments before = ensemble_moments(start);
    constexpr int seeds = 800;
    for (const int level : {2, 8}) {
        std::array<double, 5> sum{};
        std::array<double, 5> square{};
        for (int seed = 0; seed < seeds; ++seed) {
            const Positions<double> x = copy_of(start);
            ForwardChain<double>(path, static_cast<std::uint64_t>(seed)).advance(x, 0, level);
            Kokkos::fence();
            Findings findings;
            check_moments_after(findings, before, ensemble_moments(x), path.level_mean_factor(level),
                                path.level_standard_deviation(level), "end", 0.0);
            ASSERT_EQ(findings.checks().size(), 5U);
            for (std::size_t i = 0; i < 5; ++i) {
                sum[i] += findings.checks()[i].score();
                square[i] += std::pow(findings.checks()[i].score(), 2);
            }
        }
        for (std::size_t i = 0; i < 5; ++i) {
            EXPECT_NEAR(sum[i] / seeds, 0.0, 0.15) << level << ": " << i;
            EXPECT_NEAR(square[i] / seeds, 1.0, 0.2) << level << ": " << i;
        }
    }
}

}  // namespace
}  // namespace ebru
