// Reversal of a mixture of five Gaussians by each control, and how its error falls with the step of time.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "diagnostics/observed_order.hpp"
#include "validation/common/reversal_differences.hpp"

namespace ebru {
namespace {

GaussianPath vp() {
    GaussianParameters p;
    p.kind = GaussianKind::vp;
    p.beta_min = 0.2;
    p.beta_max = 6.0;
    return GaussianPath(p);
}

/// Discrete chains of `levels` levels that approach the same diffusion: beta_k = beta(t_k)/levels.
GaussianPath chain_of(int levels) {
    GaussianParameters p;
    p.levels = levels;
    p.beta_min = 0.2 / levels;
    p.beta_max = 6.0 / levels;
    return GaussianPath(p);
}

/// Band: reversal_differences.hpp.
void expect_order_one(const ReversalPlan& plan, const ReversalEnd& end, const char* name) {
    const ReversalDifferences found = reversal_differences(plan, end, 512, 25000);
    for (const double difference : found.differences) {
        ASSERT_FALSE(std::isnan(difference)) << name;
    }
    const double order = fit_power_law(found.spacings, found.differences).slope;
    EXPECT_NEAR(order, 1.0, 0.15) << name;
    ::testing::Test::RecordProperty(name, std::to_string(order));
}

const ReversalEnd to_the_data = [](int) { return five_gaussians(); };

std::vector<ControlStep> with_parts(std::vector<ControlStep> steps, int parts) {
    for (ControlStep& step : steps) {
        step.noise_parts = parts;
    }
    return steps;
}

TEST(ReversalOrder, OfTheErrorOfEveryControlIsOne) {
    const GaussianPath path = vp();
    for (const double knob : {0.0, 0.5, 1.0}) {
        expect_order_one([&](int n, int parts) { return reverse_steps(path, uniform_times(1.0, 0.0, n), knob, parts); },
                         to_the_data, ("reverse_" + std::to_string(knob)).c_str());
    }
    expect_order_one([&](int n, int parts) { return paper_reverse_steps(path, uniform_times(1.0, 0.0, n), parts); },
                     to_the_data, "paper");
    expect_order_one(
        [&](int n, int parts) {
            return with_parts(reverse_chain_steps(chain_of(n), n, 0, ReverseNoise::upper), parts);
        },
        to_the_data, "chain_upper");
    // Down to an eighth of the way: at level 0 its error has a logarithm of beta (control_steps_test.cpp).
    expect_order_one(
        [&](int n, int parts) {
            return with_parts(reverse_chain_steps(chain_of(n), n, n / 8, ReverseNoise::lower), parts);
        },
        [](int n) {
            const GaussianPath chain = chain_of(n);
            const double s = chain.level_standard_deviation(n / 8);
            return five_gaussians().after(chain.level_mean_factor(n / 8), s * s);
        },
        "chain_lower");
}

/// All numbers of all components within four standard errors of the data's and what is left of the time step: the
/// difference to half the step is half of it, so twice that and a quarter for what is of higher order.
void expect_return(const ReversalPlan& plan, const char* name) {
    const GaussianMixture data = five_gaussians();
    const std::vector<double> exact = exact_numbers(data);
    constexpr int steps = 300;
    const ComponentNumbers whole = reversed(data, data, plan(steps, 2), 40000, 11);
    const ComponentNumbers half = reversed(data, data, plan(2 * steps, 1), 40000, 11);
    for (std::size_t i = 0; i < exact.size(); ++i) {
        const double of_step = 2.5 * std::abs(whole.found[i] - half.found[i]);
        EXPECT_NEAR(whole.found[i], exact[i], 4.0 * whole.error[i] + of_step)
            << name << ", component " << i / component_numbers << ", number " << i % component_numbers;
        EXPECT_LT(of_step, 0.02) << name;  // The allowance is small beside the data's variances, 0.06 and more.
    }
}

TEST(ReversalOrder, FiveGaussiansComeBackUnderEveryControl) {
    const GaussianPath path = vp();
    for (const double knob : {0.0, 0.5, 1.0}) {
        expect_return([&](int n, int parts) { return reverse_steps(path, uniform_times(1.0, 0.0, n), knob, parts); },
                      ("reverse, knob " + std::to_string(knob)).c_str());
    }
    expect_return([&](int n, int parts) { return paper_reverse_steps(path, uniform_times(1.0, 0.0, n), parts); },
                  "paper");
    for (const ReverseNoise noise : {ReverseNoise::upper, ReverseNoise::lower}) {
        expect_return(
            [&](int n, int parts) { return with_parts(reverse_chain_steps(chain_of(n), n, 0, noise), parts); },
            noise == ReverseNoise::upper ? "chain, upper" : "chain, lower");
    }
}

}  // namespace
}  // namespace ebru
