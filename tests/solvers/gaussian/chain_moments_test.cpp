#include "solvers/gaussian/chain_moments.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace ebru {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
using Wide = long double;  // 64 bits of mantissa or more

constexpr double noise_scale = 1.7;

/// The chain (x_0 given) from its recursion alone, level by level, in extended precision: all terms are positive, so
/// that a relative error is at most 2 k 2^-64.
struct Recursion {
    std::vector<Wide> mean{1.0L};                         // of x_k, times x_0
    std::vector<std::vector<Wide>> covariance{{0.0L}};    // (k, j), j <= k
    std::vector<Wide> data_share{1.0L};                   // coefficient of Sigma_0, eq 11
    std::vector<Wide> noise_share{0.0L};                  // of sigma^2 I
    std::vector<std::vector<Wide>> coefficients{{1.0L}};  // of x_0, eps_1, .. in x_k

    explicit Recursion(const std::vector<double>& betas) {
        for (const double beta : betas) {
            const Wide keep = 1.0L - static_cast<Wide>(beta);
            const Wide added = static_cast<Wide>(noise_scale) * noise_scale * beta;
            std::vector<Wide> row;
            for (const Wide earlier : covariance.back()) {
                row.push_back(std::sqrt(keep) * earlier);
            }
            row.push_back(keep * covariance.back().back() + added);
            covariance.push_back(row);
            mean.push_back(std::sqrt(keep) * mean.back());
            noise_share.push_back(keep * noise_share.back() + beta);
            data_share.push_back(keep * data_share.back());
            std::vector<Wide> next = coefficients.back();
            for (Wide& coefficient : next) {
                coefficient *= std::sqrt(keep);
            }
            next.push_back(std::sqrt(static_cast<Wide>(beta)));
            coefficients.push_back(next);
        }
    }
};

/// |value - exact| <= slack |exact|
void expect_close(double value, Wide exact, double slack) {
    EXPECT_LE(std::abs(static_cast<double>(static_cast<Wide>(value) - exact)),
              slack * std::abs(static_cast<double>(exact)))
        << value << " for " << static_cast<double>(exact);
}

GaussianPath table_path(const std::vector<double>& betas) {
    GaussianParameters p;
    p.schedule = BetaSchedule::table;
    p.levels = static_cast<int>(betas.size());
    p.betas = betas;
    p.noise_scale = noise_scale;
    return GaussianPath(p);
}

std::vector<double> ramp(int levels, double first, double last) {
    std::vector<double> betas;
    for (int k = 0; k < levels; ++k) {
        betas.push_back(first + (last - first) * k / (levels - 1.0));
    }
    return betas;
}

/// Short and long, weak and strong, small steps after large ones.
std::vector<std::vector<double>> tables() {
    return {ramp(60, 0.01, 0.3), ramp(300, 1e-4, 0.02), {0.3, 0.9, 1e-6, 0.5, 1e-5, 0.2}, ramp(40, 1e-8, 1e-6)};
}

std::vector<std::pair<int, int>> level_pairs(int last) {
    return {{2, 1}, {last, last - 1}, {last, 1}, {last / 2 + 1, last / 2}, {last - 1, last / 3}};
}

TEST(ChainMoments, AlphaBarAndItsComplementHaveAllDigits) {
    std::vector<std::vector<double>> all = tables();
    all.push_back(ramp(1000, 1e-4, 0.02));  // DDPM's
    for (const std::vector<double>& betas : all) {
        const GaussianPath path = table_path(betas);
        const Recursion chain(betas);
        for (int k = 1; k <= path.levels(); ++k) {
            const auto at = static_cast<std::size_t>(k);
            // log abar = L: k logarithms each within an eps of themselves, their sum with one more; abar carries 2 eps
            // |L| of it, and 1 - abar at most 2 eps since |L| e^L/(1 - e^L) <= 1; the rest is the last few operations.
            const auto size = static_cast<double>(-std::log(chain.data_share[at]));
            expect_close(alpha_bar(path, k), chain.data_share[at], (2.0 * size + 6.0) * eps);
            expect_close(one_minus_alpha_bar(path, k), chain.noise_share[at], 10.0 * eps);
        }
    }
}

TEST(ChainMoments, ABetaIsFoundAgainAfterLevelsThatAreManyTimesStronger) {
    const std::vector<double> betas{0.99, 1e-12, 0.999, 1e-9, 0.5, 1e-15, 1e-3};
    const GaussianPath path = table_path(betas);
    for (int k = 1; k <= path.levels(); ++k) {
        // log1p, expm1 and two halvings; a difference of rounded sums would be wrong by eps |log a|/beta, up to 1 here.
        expect_close(path.beta(k), betas[static_cast<std::size_t>(k) - 1], 6.0 * eps);
    }
}

TEST(ChainMoments, JointMomentsAreThoseOfTheRecursion) {
    for (const std::vector<double>& betas : tables()) {
        const GaussianPath path = table_path(betas);
        const Recursion chain(betas);
        for (const auto& [k, j] : level_pairs(path.levels())) {
            const JointMoments joint = joint_moments(path, k, j);
            const auto later = static_cast<std::size_t>(k);
            const auto earlier = static_cast<std::size_t>(j);
            // |log a| < 6 in these tables: 1.5 eps of it in a, twice that in a square, and a few operations.
            expect_close(joint.later_mean, chain.mean[later], 20.0 * eps);
            expect_close(joint.earlier_mean, chain.mean[earlier], 20.0 * eps);
            expect_close(joint.later_variance, chain.covariance[later][later], 20.0 * eps);
            expect_close(joint.earlier_variance, chain.covariance[earlier][earlier], 20.0 * eps);
            expect_close(joint.covariance, chain.covariance[later][earlier], 20.0 * eps);
        }
    }
}

TEST(ChainMoments, PosteriorIsTheSchurComplementOfTheJointMoments) {
    for (const std::vector<double>& betas : tables()) {
        const GaussianPath path = table_path(betas);
        const Recursion chain(betas);
        for (const auto& [k, j] : level_pairs(path.levels())) {
            const auto later = static_cast<std::size_t>(k);
            const auto earlier = static_cast<std::size_t>(j);
            // Conditioning cancels up to 6 digits of the recursion's 19 where a step is 1e-6: 1e-12 is safe.
            const Wide gain = chain.covariance[later][earlier] / chain.covariance[later][later];
            const GaussianPosterior posterior = path.posterior(k, j);
            expect_close(posterior.state_factor, gain, 1e-12);
            expect_close(posterior.data_factor, chain.mean[earlier] - gain * chain.mean[later], 1e-12);
            expect_close(posterior.variance,
                         chain.covariance[earlier][earlier] - gain * chain.covariance[later][earlier], 1e-12);
        }
    }
}

TEST(ChainMoments, DataNoiseAndStateSayTheSame) {
    for (const std::vector<double>& betas : tables()) {
        const GaussianPath path = table_path(betas);
        for (const auto& [k, j] : level_pairs(path.levels())) {
            const double x_0 = 0.83;
            const double noise = -1.27;
            const double s = path.level_standard_deviation(k);
            const double x_k = path.level_mean_factor(k) * x_0 + s * noise;
            // Products and sums round terms of a x_0 and s eps; dividing by a enlarges that.
            const double enlarged = s * std::abs(noise) / path.level_mean_factor(k);
            EXPECT_NEAR(data_from_noise(path, k, x_k, noise), x_0, 4.0 * eps * (x_0 + enlarged));
            const GaussianPosterior from_data = path.posterior(k, j);
            const NoisePosterior from_noise = noise_posterior(path, k, j);
            EXPECT_NEAR(from_noise.state_factor * x_k + from_noise.noise_factor * noise,
                        from_data.data_factor * x_0 + from_data.state_factor * x_k, 1e-12);
            EXPECT_EQ(from_noise.variance, from_data.variance);
        }
    }
}

TEST(ChainMoments, LossWeightHasTheSquaredSigmaThatThePaperLeavesOut) {
    for (const std::vector<double>& betas : tables()) {
        const GaussianPath path = table_path(betas);
        const Recursion chain(betas);
        for (const int k : {1, 2, path.levels()}) {
            const auto at = static_cast<std::size_t>(k);
            const Wide beta = betas[at - 1];
            const Wide printed = beta * beta / ((1.0L - beta) * chain.noise_share[at]);
            expect_close(noise_loss_weight(path, k), noise_scale * noise_scale * printed, 1e-12);
        }
    }
}

TEST(ChainMoments, ReverseNoiseIsExactForTheDataItIsMeantFor) {
    for (const std::vector<double>& betas : tables()) {
        const GaussianPath path = table_path(betas);
        const double sigma_2 = noise_scale * noise_scale;
        for (int k = 1; k <= path.levels(); ++k) {
            const double upper = reverse_noise(path, k, ReverseNoise::upper);
            const double lower = reverse_noise(path, k, ReverseNoise::lower);
            const double beta = betas[static_cast<std::size_t>(k) - 1];
            expect_close(upper, noise_scale * std::sqrt(static_cast<Wide>(beta)), 1e-14);
            expect_close(reverse_noise(path, k, ReverseNoise::gaussian, sigma_2), upper, 1e-13);
            // Data in one point: V = s^2, an error of the order of the data's variance over the noise's.
            const double point = 1e-20 * sigma_2;
            const double first = std::sqrt(point);  // at level 1 the exact noise is that of the data, lower is 0
            EXPECT_NEAR(reverse_noise(path, k, ReverseNoise::gaussian, point), lower, 1e-9 * upper + first);
            EXPECT_LE(lower, reverse_noise(path, k, ReverseNoise::gaussian, 0.3 * sigma_2));
            EXPECT_LE(reverse_noise(path, k, ReverseNoise::gaussian, 0.3 * sigma_2), upper);
            EXPECT_GE(reverse_noise(path, k, ReverseNoise::gaussian, 3.0 * sigma_2), upper);
        }
        EXPECT_EQ(reverse_noise(path, 1, ReverseNoise::lower), 0.0);
    }
}

TEST(ChainMoments, ExactReverseStepsGiveBackTheLawOfEveryLevel) {
    for (const std::vector<double>& betas : tables()) {
        const GaussianPath path = table_path(betas);
        const Recursion chain(betas);
        for (const Wide data_variance : {0.04L, 1.0L, 9.0L}) {
            const auto variance = [&](int level) {
                const auto at = static_cast<std::size_t>(level);
                return chain.data_share[at] * data_variance + chain.covariance[at][at];
            };
            for (int k = 1; k <= path.levels(); ++k) {
                const GaussianTransition back = path.gaussian_reverse(k, static_cast<double>(data_variance));
                // The joint law of the step, not its variance alone: the regression of x_{k-1} on x_k is r V/D.
                const Wide keep = 1.0L - static_cast<Wide>(betas[static_cast<std::size_t>(k) - 1]);
                expect_close(back.factor, std::sqrt(keep) * variance(k - 1) / variance(k), 1e-12);
                const Wide factor = back.factor;
                expect_close(static_cast<double>(factor * factor * variance(k) + back.variance), variance(k - 1),
                             1e-12);
            }
        }
    }
}

TEST(ChainMoments, ReverseNoiseFactorIsBelowOneForWeakData) {
    for (const double beta : {1e-6, 0.01, 0.4, 0.99}) {
        for (const double sigma_0 : {0.1, 1.0, 1.699, 1.701, 30.0}) {
            const double factor = reverse_noise_factor(beta, noise_scale, sigma_0);
            EXPECT_EQ(factor<1.0, noise_scale> sigma_0) << beta << " " << sigma_0;
            const GaussianPath path = table_path({beta});
            const double forward = reverse_noise(path, 1, ReverseNoise::upper);
            expect_close(reverse_noise(path, 1, ReverseNoise::gaussian, sigma_0 * sigma_0) / forward, factor, 1e-13);
        }
        EXPECT_EQ(reverse_noise_factor(beta, noise_scale, noise_scale), 1.0);
    }
}

TEST(ChainMoments, CovarianceCoefficientsFollowTheirRecursion) {
    for (const std::vector<double>& betas : tables()) {
        const std::vector<CovarianceCoefficients> levels = covariance_coefficients(table_path(betas));
        const Recursion chain(betas);
        ASSERT_EQ(levels.size(), betas.size() + 1);
        double moved = 0.0;
        for (std::size_t k = 0; k < levels.size(); ++k) {
            expect_close(levels[k].data, chain.data_share[k], 20.0 * eps);
            expect_close(levels[k].noise, chain.noise_share[k], 20.0 * eps);
            moved += levels[k].transferred;
            // A sum of k positive terms, each within 30 eps of itself.
            expect_close(levels[k].noise, moved, (30.0 + static_cast<double>(k)) * eps);
        }
    }
}

TEST(ChainMoments, CoefficientsOfAStateAreAPointOfTheUnitSphere) {
    for (const std::vector<double>& betas : tables()) {
        const GaussianPath path = table_path(betas);
        const Recursion chain(betas);
        for (const int k : {0, 1, 2, path.levels() / 2, path.levels()}) {
            const std::vector<double> coefficients = sphere_coefficients(path, k);
            const std::vector<Wide>& exact = chain.coefficients[static_cast<std::size_t>(k)];
            ASSERT_EQ(coefficients.size(), exact.size());
            Wide square = 0.0L;
            for (std::size_t i = 0; i < exact.size(); ++i) {
                expect_close(coefficients[i], exact[i], 20.0 * eps);
                square += static_cast<Wide>(coefficients[i]) * coefficients[i];
            }
            expect_close(static_cast<double>(square), 1.0L, 40.0 * eps);
        }
    }
}

GaussianPath path_of(GaussianKind kind, double sigma = 1.3) {
    GaussianParameters p;
    p.kind = kind;
    p.levels = 60;
    p.noise_scale = sigma;
    p.beta_min = 0.1;
    p.beta_max = kind == GaussianKind::vp ? 12.0 : 0.3;
    return GaussianPath(p);
}

TEST(ChainMoments, VelocityFromAPointIsDriftLessHalfTheDiffusedScore) {
    for (const GaussianKind kind :
         {GaussianKind::ddpm, GaussianKind::vp, GaussianKind::ve, GaussianKind::flow, GaussianKind::brownian}) {
        const GaussianPath path = path_of(kind);
        for (const double t : {0.01, 0.4, 0.9}) {
            for (const double x : {-2.0, 0.3}) {
                const double x_0 = 0.7;
                const double s = path.standard_deviation(t);
                const double score = -(x - path.mean_factor(t) * x_0) / (s * s);
                const double expected = path.drift(t) * x - 0.5 * path.squared_diffusion(t) * score;
                // f = a'/a and g^2 = 2 s s' - 2 f s^2 cancel up to 1/(1 - t) and s'/s <= 50 times.
                EXPECT_NEAR(velocity_from_point(path, t, x, x_0), expected, 1e-12 * (1.0 + std::abs(expected)));
            }
        }
    }
}

TEST(ChainMoments, VelocityOfPlainDiffusionFromTheOriginIsXOverTwiceTheTime) {
    for (const double sigma : {0.2, 1.0, 7.0}) {
        const GaussianPath path = path_of(GaussianKind::brownian, sigma);
        for (const double t : {1e-6, 0.25, 1.0}) {
            expect_close(velocity_from_point(path, t, 1.9, 0.0), 1.9L / (2.0L * t), 8.0 * eps);
        }
    }
}

}  // namespace
}  // namespace ebru
