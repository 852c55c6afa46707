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

Returned reversed(const GaussianMixture& data, const std::vector<ControlStep>& steps, std::int64_t particles,
                  std::uint64_t seed) {
    const GaussianTransition law = steps.front().law;
    const auto x = start_ensemble<double>(*make_mixture_source(data.after(law.factor, law.variance)), seed, particles);
    const Reversal<double> walk(steps, seed);
    walk.advance(walk.field_of(data), x, 0, static_cast<int>(steps.size()));
    Returned all;
    for (const ComponentMoments& c : component_moments(data, x)) {
        all.found.insert(all.found.end(),
                         {c.weight, c.mean[0], c.mean[1], c.covariance[0], c.covariance[1], c.covariance[3]});
        all.error.insert(all.error.end(), {c.weight_error, c.mean_error[0], c.mean_error[1], c.covariance_error[0],
                                           c.covariance_error[1], c.covariance_error[3]});
    }
    return all;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
    double squares = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return std::sqrt(squares);
}

/// Differences of the returned numbers between n and 2 n steps that see the same Brownian path: proportional to dt
/// where the error is. Their own scatter is that of the difference of coupled paths, O(dt)/sqrt(N), a part in 100 of
/// them at 20,000 particles and the same part at every n.
///
/// Where there are no finer steps to share noise with (levels of a chain), errors against the truth are taken instead,
/// with noise that is the same in its number of parts.
void expect_order_one(const Plan& plan, const char* name) {
    const GaussianMixture data = five_gaussians();
    constexpr int finest = 1024;
    std::vector<double> spacings;
    std::vector<double> differences;
    std::vector<double> before;
    for (int n = finest / 16; n <= finest; n *= 2) {
        const std::vector<double> found = reversed(data, plan(n, finest / n), 20000, 7).found;
        if (!before.empty()) {
            spacings.push_back(2.0 / n);
            differences.push_back(distance(found, before));
        }
        before = found;
    }
    const double order = fit_power_law(spacings, differences).slope;
    EXPECT_NEAR(order, 1.0, 0.15) << name;
    std::string text;
    for (const double difference : differences) {
        text += " " + std::to_string(difference);
    }
    std::printf("%s: order %.3f, differences%s\n", name, order, text.c_str());
}

TEST(ReversalOrder, OfTheErrorOfEveryControlIsOne) {
    const GaussianPath path = vp();
    for (const double knob : {0.0, 0.5, 1.0}) {
        expect_order_one([&](int n, int parts) { return reverse_steps(path, uniform_times(1.0, 0.0, n), knob, parts); },
                         ("reverse, knob " + std::to_string(knob)).c_str());
    }
    expect_order_one([&](int n, int parts) { return paper_reverse_steps(path, uniform_times(1.0, 0.0, n), parts); },
                     "paper");
    for (const ReverseNoise noise : {ReverseNoise::upper, ReverseNoise::lower}) {
        expect_order_one(
            [&](int n, int parts) {
                std::vector<ControlStep> steps = reverse_chain_steps(chain_of(n), n, 0, noise);
                for (ControlStep& step : steps) {
                    step.noise_parts = parts;
                }
                return steps;
            },
            noise == ReverseNoise::upper ? "chain, upper" : "chain, lower");
    }
}

/// All numbers of all components within four standard errors of the data's and what is left of the time step: the
/// difference to half the step is half of it, so twice that and a quarter for what is of higher order.
void expect_return(const Plan& plan, const char* name) {
    const GaussianMixture data = five_gaussians();
    const std::vector<double> exact = exact_numbers(data);
    constexpr int steps = 500;
    const Returned whole = reversed(data, plan(steps, 2), 100000, 11);
    const Returned half = reversed(data, plan(2 * steps, 1), 100000, 11);
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
            [&](int n, int parts) {
                std::vector<ControlStep> steps = reverse_chain_steps(chain_of(n), n, 0, noise);
                for (ControlStep& step : steps) {
                    step.noise_parts = parts;
                }
                return steps;
            },
            noise == ReverseNoise::upper ? "chain, upper" : "chain, lower");
    }
}

}  // namespace
}  // namespace ebru
