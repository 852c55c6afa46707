#include "solvers/gaussian/gaussian_path.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/error.hpp"

namespace ebru {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

const std::vector<GaussianKind> all_kinds{GaussianKind::ddpm, GaussianKind::vp, GaussianKind::ve, GaussianKind::flow,
                                          GaussianKind::brownian};

GaussianParameters parameters(GaussianKind kind) {
    GaussianParameters p;
    p.kind = kind;
    if (kind == GaussianKind::vp) {
        p.beta_min = 0.1;
        p.beta_max = 20.0;
    }
    return p;
}

GaussianPath cosine_path() {
    GaussianParameters p = parameters(GaussianKind::ddpm);
    p.schedule = BetaSchedule::cosine;
    return GaussianPath(p);
}

/// One of every kind, with noise of 1.5 where there is a choice.
std::vector<GaussianPath> all_paths() {
    std::vector<GaussianPath> paths{cosine_path()};
    for (const GaussianKind kind : all_kinds) {
        GaussianParameters p = parameters(kind);
        p.noise_scale = 1.5;
        p.levels = 60;
        if (kind == GaussianKind::ddpm) {
            p.beta_max = 0.3;
        }
        paths.emplace_back(p);
    }
    return paths;
}

double alpha_bar(const GaussianPath& path, int level) {
    return path.level_mean_factor(level) * path.level_mean_factor(level);
}

/// `printed` has this many digits after its first.
void expect_printed(double value, double printed, int digits) {
    const double unit = std::pow(10.0, std::floor(std::log10(printed)) - digits);
    EXPECT_NEAR(value, printed, 0.51 * unit);
}

TEST(GaussianPath, LinearTableOfDdpmHasThePublishedValues) {
    const GaussianPath path(parameters(GaussianKind::ddpm));
    EXPECT_NEAR(alpha_bar(path, 1), 0.9999, 4 * eps);
    expect_printed(alpha_bar(path, 500), 0.0785872, 5);
    expect_printed(alpha_bar(path, 1000), 4.03583e-5, 5);
    expect_printed(path.posterior(2, 1).variance, 5.45319e-5, 5);
    expect_printed(path.posterior(1000, 999).variance, 0.01999998, 6);
}

TEST(GaussianPath, CosineTableOfDdpmHasThePublishedValues) {
    const GaussianPath path = cosine_path();
    expect_printed(alpha_bar(path, 1), 0.99995872, 7);
    expect_printed(alpha_bar(path, 500), 0.4938436, 6);
    expect_printed(alpha_bar(path, 1000), 2.429e-9, 3);
    EXPECT_NEAR(path.beta(1000), 0.999, 1e-12);
}

TEST(GaussianPath, ExplodingNoiseHasThePublishedValues) {
    const GaussianPath path(parameters(GaussianKind::ve));
    expect_printed(std::sqrt(path.squared_diffusion(0.0)), 0.0412727, 5);
    expect_printed(std::sqrt(path.squared_diffusion(1.0)), 206.364, 5);
    expect_printed(path.level_standard_deviation(500), 0.704099, 5);
    expect_printed(std::sqrt(path.transition(999, 1000).variance), 6.50132, 5);
    EXPECT_EQ(path.level_standard_deviation(0), 0.0);
    EXPECT_EQ(path.level_standard_deviation(1), 0.01);
    EXPECT_EQ(path.level_standard_deviation(1000), 50.0);
}

TEST(GaussianPath, ContinuousBetaIntegratesToTheVariancePreservingPath) {
    const GaussianPath path(parameters(GaussianKind::vp));
    // B(1/2) = 0.05 + 19.9/8, B(1) = 0.1 + 19.9/2
    EXPECT_NEAR(path.mean_factor(0.5), std::exp(-0.5 * (0.05 + 19.9 / 8.0)), 4 * eps);
    EXPECT_NEAR(path.mean_factor(1.0), std::exp(-0.5 * 10.05), 4 * eps);
    EXPECT_NEAR(std::pow(path.standard_deviation(0.5), 2), 1.0 - std::exp(-(0.05 + 19.9 / 8.0)), 4 * eps);
}

TEST(GaussianPath, FlowIsTheStraightLine) {
    GaussianParameters p = parameters(GaussianKind::flow);
    p.levels = 4;
    p.noise_scale = 2.0;
    const GaussianPath path(p);
    EXPECT_EQ(path.level_mean_factor(1), 0.75);
    EXPECT_EQ(path.level_standard_deviation(1), 0.5);
    EXPECT_EQ(path.level_mean_factor(4), 0.0);
    EXPECT_EQ(path.prior_standard_deviation(), 2.0);
    EXPECT_EQ(path.mean_factor_rate(0.3), -1.0);
    EXPECT_EQ(path.standard_deviation_rate(0.3), 2.0);
}

TEST(GaussianPath, PlainDiffusionSpreadsWithTheRootOfTime) {
    GaussianParameters p = parameters(GaussianKind::brownian);
    p.levels = 4;
    p.noise_scale = 3.0;
    const GaussianPath path(p);
    for (int k = 0; k <= 4; ++k) {
        EXPECT_EQ(path.level_mean_factor(k), 1.0);
        EXPECT_DOUBLE_EQ(path.level_standard_deviation(k), 1.5 * std::sqrt(k));
    }
    EXPECT_EQ(path.transition(1, 3).factor, 1.0);
    EXPECT_EQ(path.transition(1, 3).variance, 4.5);
    EXPECT_EQ(path.drift(0.3), 0.0);
    EXPECT_EQ(path.squared_diffusion(0.0), 9.0);  // 2 D, D = sigma^2/2
}

/// The betas of a table from `first` to `last`.
std::vector<double> betas_of(BetaSchedule schedule, int levels, double first, double last) {
    GaussianParameters p = parameters(GaussianKind::ddpm);
    p.schedule = schedule;
    p.levels = levels;
    p.beta_min = first;
    p.beta_max = last;
    const GaussianPath path(p);
    std::vector<double> betas;
    for (int k = 1; k <= levels; ++k) {
        betas.push_back(path.beta(k));
    }
    return betas;
}

TEST(GaussianPath, ConstantTableIsAPower) {
    GaussianParameters p = parameters(GaussianKind::ddpm);
    p.schedule = BetaSchedule::constant;
    p.beta = 0.125;
    p.levels = 40;
    const GaussianPath path(p);
    for (int k = 1; k <= 40; ++k) {
        EXPECT_NEAR(path.beta(k), 0.125, 4 * eps);
        EXPECT_NEAR(alpha_bar(path, k) / std::pow(0.875, k), 1.0, 16 * eps);  // |log abar| is at most 5.4
    }
}

TEST(GaussianPath, QuadraticTableHasEvenlySpacedRoots) {
    const std::vector<double> betas = betas_of(BetaSchedule::quadratic, 5, 0.01, 0.25);  // roots 0.1 .. 0.5
    for (std::size_t k = 0; k < 5; ++k) {
        EXPECT_NEAR(std::sqrt(betas[k]), 0.1 * (static_cast<double>(k) + 1.0), 8 * eps);
    }
}

TEST(GaussianPath, SigmoidTableIsSymmetricAboutItsMiddle) {
    const std::vector<double> betas = betas_of(BetaSchedule::sigmoid, 7, 0.02, 0.1);
    EXPECT_NEAR(betas[3], 0.06, 4 * eps);
    // 1/(1 + e^6) = 0.0024726232, 1/(1 + e^2) = 0.1192029220
    EXPECT_NEAR(betas[0], 0.02 + 0.08 * 0.0024726232, 1e-11);
    EXPECT_NEAR(betas[2], 0.02 + 0.08 * 0.1192029220, 1e-11);
    for (std::size_t k = 0; k < 7; ++k) {
        EXPECT_NEAR(betas[k] + betas[6 - k], 0.12, 8 * eps);
    }
}

TEST(GaussianPath, OneLevelOfARampIsItsEnd) {
    EXPECT_NEAR(betas_of(BetaSchedule::linear, 1, 0.01, 0.25)[0], 0.25, 4 * eps);
    EXPECT_NEAR(betas_of(BetaSchedule::quadratic, 1, 0.01, 0.25)[0], 0.25, 4 * eps);
    EXPECT_NEAR(betas_of(BetaSchedule::sigmoid, 1, 0.01, 0.25)[0], 0.01 + 0.24 * 0.9975273768, 1e-10);
}

TEST(GaussianPath, TableIsTakenAsGiven) {
    GaussianParameters p = parameters(GaussianKind::ddpm);
    p.schedule = BetaSchedule::table;
    p.betas = {0.2, 0.01, 0.7};
    p.levels = 3;
    const GaussianPath path(p);
    for (int k = 1; k <= 3; ++k) {
        EXPECT_NEAR(path.beta(k), p.betas[static_cast<std::size_t>(k) - 1], 4 * eps);
    }
    EXPECT_NEAR(alpha_bar(path, 3), 0.8 * 0.99 * 0.3, 8 * eps);
}

TEST(GaussianPath, SmallNoiseKeepsAllDigits) {
    GaussianParameters p = parameters(GaussianKind::ddpm);
    p.beta_min = 1e-12;
    p.beta_max = 1e-12;
    p.levels = 3;
    const GaussianPath path(p);
    // 1 - (1 - b)^2 = 2b - b^2: 1 - abar formed by subtraction has an error of 1e-4 here.
    EXPECT_NEAR(std::pow(path.level_standard_deviation(2), 2) / (2e-12 - 1e-24), 1.0, 8 * eps);
}

TEST(GaussianPath, ContinuousPathMeetsTheLevels) {
    for (const GaussianPath& path : all_paths()) {
        for (int k = 2; k <= path.levels(); ++k) {
            // The cosine table falls to a = 5e-5 with steps of log a up to 3.5: round-off of t K times that.
            const double slack = 1e-9 * path.level_mean_factor(k - 1) + 4 * eps;
            EXPECT_NEAR(path.mean_factor(path.time(k)), path.level_mean_factor(k), slack);
            EXPECT_NEAR(path.standard_deviation(path.time(k)), path.level_standard_deviation(k),
                        1e-9 * path.prior_standard_deviation());
        }
        EXPECT_EQ(path.time(0), 0.0);
        EXPECT_EQ(path.time(path.levels()), 1.0);
        EXPECT_EQ(path.level_mean_factor(0), 1.0);
        EXPECT_EQ(path.level_standard_deviation(0), 0.0);
    }
}

/// Fourth-order central difference; its own error is below 1e-7 of the function's scale here.
template <class Function>
double slope(const Function& function, double t) {
    constexpr double h = 1e-4;
    return (8.0 * (function(t + h) - function(t - h)) - (function(t + 2 * h) - function(t - 2 * h))) / (12.0 * h);
}

TEST(GaussianPath, RatesDriftAndDiffusionAreThoseOfMeanAndNoise) {
    for (const GaussianPath& path : all_paths()) {
        for (const double t : {0.108, 0.472, 0.775, 0.942}) {  // between levels of 60 and of 1000: ddpm has kinks there
            if (path.kind() == GaussianKind::ddpm && path.levels() == 1000) {
                continue;  // its levels are closer than the difference reaches
            }
            const double a_rate = slope([&](double s) { return path.mean_factor(s); }, t);
            const double s_rate = slope([&](double s) { return path.standard_deviation(s); }, t);
            const double s = path.standard_deviation(t);
            const double scale = 1.0 + path.prior_standard_deviation();
            EXPECT_NEAR(path.mean_factor_rate(t), a_rate, 1e-7);
            EXPECT_NEAR(path.standard_deviation_rate(t), s_rate, 1e-7 * scale);
            EXPECT_NEAR(path.drift(t), a_rate / path.mean_factor(t), 1e-6 / path.mean_factor(t));
            EXPECT_NEAR(path.squared_diffusion(t), 2.0 * s * s_rate - 2.0 * path.drift(t) * s * s,
                        1e-6 * scale * scale);
        }
    }
}

TEST(GaussianPath, TransitionsComposeToTheMarginals) {
    for (const GaussianPath& path : all_paths()) {
        for (int k = 1; k <= path.levels(); ++k) {
            for (const int j : {0, k / 3, k - 1}) {
                const GaussianTransition step = path.transition(j, k);
                const double s_j = path.level_standard_deviation(j);
                const double s_k = path.level_standard_deviation(k);
                // Each of the few operations rounds once; log a of the cosine table, at most 10, is rounded k times.
                const double slack = 16.0 * (12.0 + path.levels()) * eps;
                EXPECT_NEAR(step.factor * path.level_mean_factor(j), path.level_mean_factor(k), slack);
                EXPECT_NEAR(step.factor * step.factor * s_j * s_j + step.variance, s_k * s_k, slack * s_k * s_k);
            }
        }
    }
}

TEST(GaussianPath, PosteriorIsThatOfTheJointGaussian) {
    for (const GaussianPath& path : all_paths()) {
        for (const auto& [j, k] : {std::pair{1, 2}, {5, 17}, {29, 30}, {40, 59}}) {
            const GaussianTransition step = path.transition(j, k);
            const double s_j = path.level_standard_deviation(j);
            const double s_k = path.level_standard_deviation(k);
            // Conditioning of (x_j, x_k) given x_0: covariance r s_j^2.
            const double gain = step.factor * s_j * s_j / (s_k * s_k);
            const GaussianPosterior posterior = path.posterior(k, j);
            const double data_factor = path.level_mean_factor(j) - gain * path.level_mean_factor(k);
            EXPECT_NEAR(posterior.state_factor, gain, 1e-12);
            EXPECT_NEAR(posterior.data_factor, data_factor, 1e-12);
            EXPECT_NEAR(posterior.variance, s_j * s_j - gain * step.factor * s_j * s_j, 1e-12 * s_k * s_k);
        }
        EXPECT_NEAR(path.posterior(1, 0).data_factor, 1.0, 4 * eps);
        EXPECT_EQ(path.posterior(1, 0).variance, 0.0);
        EXPECT_EQ(path.clipped_posterior_variance(1), path.posterior(2, 1).variance);
        EXPECT_EQ(path.clipped_posterior_variance(7), path.posterior(7, 6).variance);
    }
}

TEST(GaussianPath, ExactReverseStepReturnsTheVariance) {
    for (const GaussianPath& path : all_paths()) {
        for (const double data_variance : {0.04, 1.0, 9.0}) {
            for (const int k : {1, 2, 30, 60}) {
                const auto variance = [&](int level) {
                    return alpha_bar(path, level) * data_variance + std::pow(path.level_standard_deviation(level), 2);
                };
                const GaussianTransition back = path.gaussian_reverse(k, data_variance);
                EXPECT_NEAR((back.factor * back.factor * variance(k) + back.variance) / variance(k - 1), 1.0, 1e-12);
            }
        }
    }
}

TEST(GaussianPath, ReverseNoiseOfGaussianDataHasTheFactorOfThePaper) {
    GaussianParameters p = parameters(GaussianKind::ddpm);
    p.noise_scale = 1.3;
    const GaussianPath path(p);
    const double sigma_0 = 0.4;
    const double beta = path.beta(1);
    const double factor = 1.0 / std::sqrt(1.0 + beta * (p.noise_scale * p.noise_scale / (sigma_0 * sigma_0) - 1.0));
    EXPECT_NEAR(std::sqrt(path.gaussian_reverse(1, sigma_0 * sigma_0).variance),
                factor * std::sqrt(path.transition(0, 1).variance), 1e-14);
    EXPECT_LT(factor, 1.0);
}

TEST(GaussianPath, OneLevelIsAPathToo) {
    for (const GaussianKind kind : all_kinds) {
        GaussianParameters p = parameters(kind);
        p.levels = 1;
        const GaussianPath path(p);
        EXPECT_EQ(path.time(1), 1.0);
        EXPECT_GT(path.prior_standard_deviation(), 0.0);
    }
}

TEST(GaussianPath, BadParametersAreRefusedByTheirKey) {
    const auto refused = [](auto change, GaussianKind kind, const std::string& key) {
        GaussianParameters p = parameters(kind);
        change(p);
        try {
            const GaussianPath path(p);
            ADD_FAILURE() << key << " was taken";
        } catch (const UserError& error) {
            EXPECT_NE(error.problem().find("gaussian." + key), std::string::npos) << error.what();
        }
    };
    using P = GaussianParameters&;
    refused([](P p) { p.levels = 0; }, GaussianKind::flow, "levels = 0");
    refused([](P p) { p.beta_min = 0.0; }, GaussianKind::ddpm, "beta_min = 0");
    refused([](P p) { p.beta_max = 1.0; }, GaussianKind::ddpm, "beta_max = 1");
    refused([](P p) { p.beta_max = 1e-5; }, GaussianKind::ddpm, "beta_max");
    refused([](P p) { p.schedule = BetaSchedule::quadratic, p.beta_min = -0.1; }, GaussianKind::ddpm,
            "beta_min = -0.1");
    refused([](P p) { p.schedule = BetaSchedule::sigmoid, p.beta_max = 1.5; }, GaussianKind::ddpm, "beta_max = 1.5");
    refused([](P p) { p.schedule = BetaSchedule::constant, p.beta = 1.0; }, GaussianKind::ddpm, "beta = 1");
    refused([](P p) { p.schedule = BetaSchedule::constant, p.beta = 0.0; }, GaussianKind::ddpm, "beta = 0");
    refused([](P p) { p.schedule = BetaSchedule::table, p.betas = {0.1}; }, GaussianKind::ddpm, "betas has 1 numbers");
    refused([](P p) { p.schedule = BetaSchedule::table, p.levels = 2, p.betas = {0.1, 1.2}; }, GaussianKind::ddpm,
            "betas[1] = 1.2");
    refused([](P p) { p.noise_scale = -1.0; }, GaussianKind::brownian, "sigma = -1");
    refused([](P p) { p.beta_max = 0.05; }, GaussianKind::vp, "beta_max");
    refused([](P p) { p.sigma_min = -1.0; }, GaussianKind::ve, "sigma_min = -1");
    refused([](P p) { p.sigma_max = 0.01; }, GaussianKind::ve, "sigma_max");
    refused([](P p) { p.noise_scale = 0.0; }, GaussianKind::flow, "sigma = 0");
    refused([](P p) { p.noise_scale = std::nan(""); }, GaussianKind::vp, "sigma = nan");
}

}  // namespace
}  // namespace ebru
