#include "solvers/ensemble/control_steps.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "base/error.hpp"
#include "diagnostics/observed_order.hpp"
#include "solvers/ensemble/velocity.hpp"
#include "tests/support/reversal_path.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

constexpr NormalLaw data{0.7, 0.5};

NormalLaw law_of(const GaussianTransition& law) {
    return {law.factor * data.mean, law.factor * law.factor * data.variance + law.variance};
}

using Plan = std::function<std::vector<ControlStep>(const std::vector<double>&)>;

/// Errors of mean and variance after the return from time 1 (0.95 for flow) to 0.2, for n = 100, 200, 400, 800 steps.
void expect_first_order(const GaussianPath& path, const Plan& plan, const char* name) {
    const double begin = path.kind() == GaussianKind::flow ? 0.95 : 1.0;
    std::vector<double> spacings;
    std::vector<double> mean_errors;
    std::vector<double> variance_errors;
    const NormalLaw exact = law_of(law_at(path, 0.2));
    for (const int n : {100, 200, 400, 800}) {
        const std::vector<ControlStep> steps = plan(uniform_times(begin, 0.2, n));
        ASSERT_EQ(steps.size(), static_cast<std::size_t>(n));
        const NormalLaw end = gaussian_recursion(steps, data, law_of(steps.front().law)).back();
        spacings.push_back(1.0 / n);
        mean_errors.push_back(std::abs(end.mean - exact.mean));
        variance_errors.push_back(std::abs(end.variance - exact.variance));
    }
    // The next term of the error is dt/width of the first: a few per cent at 100 steps, half of it at the next.
    EXPECT_NEAR(fit_power_law(spacings, variance_errors).slope, 1.0, 0.05) << name;
    if (mean_errors.front() > 0.0) {  // 0 where a = 1: the mean never moves
        EXPECT_NEAR(fit_power_law(spacings, mean_errors).slope, 1.0, 0.05) << name;
    }
    EXPECT_LT(variance_errors.back(), 0.02) << name;
}

TEST(ControlSteps, ReturnsOfGaussianDataHaveErrorsOfFirstOrder) {
    // ddpm's beta is constant between its 20 levels, and steps end on them: at 0.2 and with multiples of 16 steps.
    for (const GaussianKind kind : {GaussianKind::vp, GaussianKind::ve, GaussianKind::flow, GaussianKind::brownian}) {
        const GaussianPath path = test::reversal_path(kind);
        for (const double knob : {0.0, 0.5, 1.0}) {
            SCOPED_TRACE("kind " + std::to_string(static_cast<int>(kind)) + ", knob " + std::to_string(knob));
            expect_first_order(
                path, [&](const std::vector<double>& times) { return reverse_steps(path, times, knob); }, "reverse");
        }
    }
    for (const GaussianKind kind : {GaussianKind::vp, GaussianKind::ddpm}) {
        const GaussianPath path = test::reversal_path(kind);
        expect_first_order(
            path, [&](const std::vector<double>& times) { return paper_reverse_steps(path, times); }, "paper");
    }
}

TEST(ControlSteps, EveryKnobHasTheSameDensitiesButItsOwnNoise) {
    const GaussianPath path = test::reversal_path(GaussianKind::vp);
    const std::vector<double> times = uniform_times(1.0, 0.0, 50);
    const std::vector<ControlStep> whole = reverse_steps(path, times, 1.0);
    const std::vector<ControlStep> half = reverse_steps(path, times, 0.5);
    const std::vector<ControlStep> none = reverse_steps(path, times, 0.0);
    for (std::size_t n = 0; n < whole.size(); ++n) {
        const double middle = 0.5 * (times[n] + times[n + 1]);
        const double diffused = path.squared_diffusion(middle) / 50.0;
        EXPECT_DOUBLE_EQ(none[n].noise, 0.0);
        EXPECT_NEAR(half[n].noise, 0.5 * std::sqrt(diffused), 1e-14);
        EXPECT_NEAR(whole[n].noise, std::sqrt(diffused), 1e-14);
        EXPECT_NEAR(none[n].score, 0.5 * diffused, 1e-14);
        EXPECT_NEAR(half[n].score, 0.625 * diffused, 1e-14);
        EXPECT_NEAR(whole[n].score, diffused, 1e-14);
        EXPECT_NEAR(whole[n].state, 1.0 - path.drift(middle) / 50.0, 1e-14);
        EXPECT_EQ(half[n].state, whole[n].state);
    }
}

TEST(ControlSteps, ThePapersStepIsPrintedAsThere) {
    const GaussianPath path = test::reversal_path(GaussianKind::ddpm);
    const std::vector<ControlStep> steps = paper_reverse_steps(path, level_times(path, 20, 0));
    ASSERT_EQ(steps.size(), 20U);
    for (int k = 20; k >= 1; --k) {
        const double beta = path.beta(k);
        const ControlStep& step = steps[static_cast<std::size_t>(20 - k)];
        EXPECT_NEAR(step.state, std::sqrt(1.0 - beta) + beta, 1e-13);
        EXPECT_NEAR(step.score, beta * 1.2 * 1.2, 1e-13);
        EXPECT_NEAR(step.noise, 1.2 * std::sqrt(beta), 1e-13);
        EXPECT_NEAR(step.law.factor, path.level_mean_factor(k), 1e-14);
    }
}

TEST(ControlSteps, ReverseChainOfGaussianDataIsExactAtEveryLevel) {
    const NormalLaw centred{0.0, 0.5};
    for (const GaussianKind kind : {GaussianKind::ddpm, GaussianKind::vp, GaussianKind::ve, GaussianKind::brownian}) {
        const GaussianPath path = test::reversal_path(kind);
        const auto steps = reverse_chain_steps(path, 20, 0, ReverseNoise::gaussian, centred.variance);
        const double a = path.level_mean_factor(20);
        const double s = path.level_standard_deviation(20);
        const auto laws = gaussian_recursion(steps, centred, {0.0, a * a * centred.variance + s * s});
        for (int k = 20; k >= 0; --k) {
            const double factor = path.level_mean_factor(k);
            const double deviation = path.level_standard_deviation(k);
            EXPECT_NEAR(laws[static_cast<std::size_t>(20 - k)].variance,
                        factor * factor * centred.variance + deviation * deviation, 1e-12)
                << "kind " << static_cast<int>(kind) << ", level " << k;
        }
    }
}

TEST(ControlSteps, ReverseChainIsExactForTheDataThatEachNoiseIsMadeFor) {
    const GaussianPath path = test::reversal_path(GaussianKind::ddpm);
    const double a = path.level_mean_factor(20);
    const double s = path.level_standard_deviation(20);
    // upper: data N(0, sigma^2), which every level then has.
    const NormalLaw wide{0.0, 1.2 * 1.2};
    const auto upper = gaussian_recursion(reverse_chain_steps(path, 20, 0, ReverseNoise::upper), wide, wide);
    EXPECT_NEAR(upper.back().variance, wide.variance, 1e-12);
    // lower: data in one point; of variance 1e-9 here, which a step at level 1 leaves to 1e-9.
    const NormalLaw point{0.3, 1e-9};
    const auto lower = gaussian_recursion(reverse_chain_steps(path, 20, 0, ReverseNoise::lower), point,
                                          {a * point.mean, a * a * point.variance + s * s});
    EXPECT_NEAR(lower.back().mean, point.mean, 1e-12);
    EXPECT_NEAR(lower.back().variance, point.variance, 2e-9);
    EXPECT_NEAR(lower[10].variance, std::pow(path.level_standard_deviation(10), 2), 1e-8);
}

// Variance of the return to level 0 of a chain with constant beta = 2/K from data of variance V: off by C beta (upper)
// and, with lower, by beta times a line in ln K. Its slope: the lower noise lacks sigma^2 beta_k^2/(1 - abar_k) ->
// sigma^2 beta/k a level, summed over the last levels, which is all there still.
TEST(ControlSteps, LowerNoiseOfTheReverseChainCostsALogarithm) {
    const auto error_over_beta = [](int levels, ReverseNoise noise) {
        GaussianParameters p;
        p.levels = levels;
        p.schedule = BetaSchedule::constant;
        p.beta = 2.0 / levels;
        p.noise_scale = 1.2;
        const GaussianPath path(p);
        const NormalLaw centred{0.0, 0.5};
        const double a = path.level_mean_factor(levels);
        const double s = path.level_standard_deviation(levels);
        const auto laws = gaussian_recursion(reverse_chain_steps(path, levels, 0, noise), centred,
                                             {0.0, a * a * centred.variance + s * s});
        return (laws.back().variance - centred.variance) / p.beta;
    };
    // Corrections are O(beta ln K): 1 % at 1000 levels.
    const double octaves = std::log(8.0);
    EXPECT_NEAR(error_over_beta(8000, ReverseNoise::upper) / error_over_beta(1000, ReverseNoise::upper), 1.0, 0.02);
    EXPECT_NEAR((error_over_beta(8000, ReverseNoise::lower) - error_over_beta(1000, ReverseNoise::lower)) / octaves,
                -1.2 * 1.2, 0.06);
}

TEST(ControlSteps, PreservingStepsKeepTheVarianceOfTheirOwnFixedPoint) {
    for (const GaussianKind kind :
         {GaussianKind::ddpm, GaussianKind::vp, GaussianKind::ve, GaussianKind::flow, GaussianKind::brownian}) {
        const GaussianPath path = test::reversal_path(kind);
        const double t = 0.33;
        const double step = 0.02;
        const NormalLaw law = law_of(law_at(path, t));
        const auto steps = preserving_steps(path, t, step, 3000);
        const double expected = law.variance / (1.0 - path.squared_diffusion(t) * step / (4.0 * law.variance));
        const auto laws = gaussian_recursion(steps, data, {law.mean, expected});
        EXPECT_NEAR(laws.back().variance, expected, 1e-12);
        EXPECT_NEAR(laws.back().mean, law.mean, 1e-12);
        // and from elsewhere they come there
        EXPECT_NEAR(gaussian_recursion(steps, data, {3.0, 0.1}).back().variance, expected, 1e-9);
        EXPECT_EQ(steps.front().time, t);
        EXPECT_EQ(steps.back().time_after, t);
    }
}

TEST(ControlSteps, TimesOfLevelsAreEachThereOnce) {
    EXPECT_EQ(level_times(test::reversal_path(GaussianKind::ve, 4), 4, 0),
              (std::vector<double>{1.0, 2.0 / 3.0, 1.0 / 3.0, 0.0}));
    EXPECT_EQ(level_times(test::reversal_path(GaussianKind::vp, 4), 1, 4), (std::vector<double>{0.25, 0.5, 0.75, 1.0}));
    EXPECT_EQ(uniform_times(1.0, 0.0, 4), (std::vector<double>{1.0, 0.75, 0.5, 0.25, 0.0}));
    EXPECT_EQ(uniform_times(0.1, 0.3, 1), (std::vector<double>{0.1, 0.3}));
}

TEST(ControlSteps, WhatCannotBeIsSaidOnce) {
    const GaussianPath vp = test::reversal_path(GaussianKind::vp);
    const GaussianPath flow = test::reversal_path(GaussianKind::flow);
    const std::vector<double> times = uniform_times(1.0, 0.0, 10);
    EXPECT_THROW(reverse_steps(vp, times, -0.1), UserError);
    EXPECT_THROW(reverse_steps(vp, times, 1.1), UserError);
    EXPECT_THROW(reverse_steps(vp, times, std::nan("")), UserError);
    EXPECT_THROW(reverse_steps(vp, times, 1.0, 0), UserError);
    EXPECT_THROW(reverse_steps(flow, times, 1.0), UserError);
    EXPECT_THROW(paper_reverse_steps(test::reversal_path(GaussianKind::ve), times), UserError);
    EXPECT_THROW(reverse_chain_steps(flow, 20, 0, ReverseNoise::upper), UserError);
    EXPECT_THROW(preserving_steps(flow, 1.0, 0.1, 10), UserError);
    EXPECT_THROW(preserving_steps(vp, 0.5, 0.0, 10), UserError);
    EXPECT_THROW(preserving_steps(vp, 0.5, 0.1, 0), UserError);
    EXPECT_THROW(preserving_steps(vp, 1.5, 0.1, 1), UserError);
    EXPECT_THROW(uniform_times(1.0, 0.0, 0), UserError);
    EXPECT_THROW(uniform_times(1.0, 1.0, 3), UserError);
    EXPECT_THROW(uniform_times(1.2, 0.0, 3), UserError);
}

}  // namespace
}  // namespace ebru
