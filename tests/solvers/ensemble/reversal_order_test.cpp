// Reversal of a mixture of five Gaussians by each control, and how its error falls with the step of time.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "diagnostics/observed_order.hpp"
#include "solvers/ensemble/component_moments.hpp"
#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/reversal.hpp"
#include "tests/support/five_gaussians.hpp"
#include "tests/support/image_values.hpp"

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

/// The plan of n steps (or levels) whose noise is that of parts x n finer ones.
using Plan = std::function<std::vector<ControlStep>(int steps, int parts)>;

/// Numbers of a component: weight, mean (2), covariance (xx, xy, yy).
constexpr std::size_t numbers = 6;

struct Returned {
    std::vector<double> found;  ///< (5 x 6)
    std::vector<double> error;  ///< standard errors
};

std::vector<double> exact_numbers(const GaussianMixture& data) {
    std::vector<double> all;
    for (const MixtureComponent& c : data.components()) {
        const std::vector<double> matrix = c.covariance.matrix();
        all.insert(all.end(), {c.weight, c.mean[0], c.mean[1], matrix[0], matrix[1], matrix[3]});
    }
    return all;
}

/// \param end the mixture that the particles are shared out to.
Returned reversed(const GaussianMixture& data, const GaussianMixture& end, const std::vector<ControlStep>& steps,
                  std::int64_t particles, std::uint64_t seed) {
    const GaussianTransition law = steps.front().law;
    const auto x = start_ensemble<double>(*make_mixture_source(data.after(law.factor, law.variance)), seed, particles);
    const Reversal<double> walk(steps, seed);
    walk.advance(walk.field_of(data), x, 0, static_cast<int>(steps.size()));
    Returned all;
    for (const ComponentMoments& c : component_moments(end, x)) {
        all.found.insert(all.found.end(),
                         {c.weight, c.mean[0], c.mean[1], c.covariance[0], c.covariance[1], c.covariance[3]});
        all.error.insert(all.error.end(), {c.weight_error, c.mean_error[0], c.mean_error[1], c.covariance_error[0],
                                           c.covariance_error[1], c.covariance_error[3]});
    }
    return all;
}

/// Where a plan of n steps ends: the mixture whose components are looked for.
using End = std::function<GaussianMixture(int steps)>;

/// Differences of the returned numbers between n and 2 n steps that see the same Brownian path: proportional to dt
/// where the error is. Sample noise enters them through particles that end in another component after the one walk than
/// after the other, a share O(dt) of N: O(sqrt(dt/N)), which would hide the smallest. So two independent ensembles are
/// walked, and the product of their differences is taken, whose expectation is the square of the true one. What is left
/// of the noise is about 5 % of the smallest (0.004 of all 30 numbers together) at 25,000 particles; the slope over
/// three halvings moves by a third of that, and by the next term of the error, some dt/width^2 = 5 % at 64 steps.
void expect_order_one(const Plan& plan, const End& end, const char* name) {
    constexpr int finest = 512;
    std::vector<double> spacings;
    std::vector<double> differences;
    std::vector<std::vector<double>> before;
    for (int n = finest / 16; n <= finest; n *= 2) {
        std::vector<std::vector<double>> found;
        for (const std::uint64_t seed : {7, 8}) {
            found.push_back(reversed(five_gaussians(), end(n), plan(n, finest / n), 25000, seed).found);
        }
        if (!before.empty()) {
            double product = 0.0;
            for (std::size_t i = 0; i < found[0].size(); ++i) {
                product += (found[0][i] - before[0][i]) * (found[1][i] - before[1][i]);
            }
            ASSERT_GT(product, 0.0) << name;
            spacings.push_back(2.0 / n);
            differences.push_back(std::sqrt(product));
        }
        before = found;
    }
    const double order = fit_power_law(spacings, differences).slope;
    EXPECT_NEAR(order, 1.0, 0.15) << name;
    ::testing::Test::RecordProperty(name, std::to_string(order));
}

const End to_the_data = [](int) { return five_gaussians(); };

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
void expect_return(const Plan& plan, const char* name) {
    const GaussianMixture data = five_gaussians();
    const std::vector<double> exact = exact_numbers(data);
    constexpr int steps = 300;
    const Returned whole = reversed(data, data, plan(steps, 2), 40000, 11);
    const Returned half = reversed(data, data, plan(2 * steps, 1), 40000, 11);
    for (std::size_t i = 0; i < exact.size(); ++i) {
        const double of_step = 2.5 * std::abs(whole.found[i] - half.found[i]);
        EXPECT_NEAR(whole.found[i], exact[i], 4.0 * whole.error[i] + of_step)
            << name << ", component " << i / numbers << ", number " << i % numbers;
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
