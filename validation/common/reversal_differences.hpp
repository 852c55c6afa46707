#pragma once

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "solvers/ensemble/component_moments.hpp"
#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/reversal.hpp"
#include "validation/common/five_gaussians.hpp"

namespace ebru {

/// Control steps of a reversal in n steps (or levels) whose noise is that of parts n finer ones.
using ReversalPlan = std::function<std::vector<ControlStep>(int steps, int parts)>;

/// Where a plan of n steps ends: the mixture whose components are looked for.
using ReversalEnd = std::function<GaussianMixture(int steps)>;

/// Numbers of a component in the plane: weight, mean (2), covariance (xx, xy, yy).
inline constexpr std::size_t component_numbers = 6;

/// Of all components of a mixture in an ensemble.
struct ComponentNumbers {
    std::vector<double> found;  ///< (M, 6)
    std::vector<double> error;  ///< standard errors
};

inline std::vector<double> exact_numbers(const GaussianMixture& data) {
    std::vector<double> all;
    for (const MixtureComponent& c : data.components()) {
        const std::vector<double> matrix = c.covariance.matrix();
        all.insert(all.end(), {c.weight, c.mean[0], c.mean[1], matrix[0], matrix[1], matrix[3]});
    }
    return all;
}

/// Particles of the exact law at the first step's time, taken through the steps. \param end the mixture that they are
/// shared out to.
inline ComponentNumbers reversed(const GaussianMixture& data, const GaussianMixture& end,
                                 const std::vector<ControlStep>& steps, std::int64_t particles, std::uint64_t seed) {
    const GaussianTransition law = steps.front().law;
    const auto x = start_ensemble<double>(*make_mixture_source(data.after(law.factor, law.variance)), seed, particles);
    const Reversal<double> walk(steps, seed);
    walk.advance(walk.field_of(data), x, 0, static_cast<int>(steps.size()));
    ComponentNumbers all;
    for (const ComponentMoments& c : component_moments(end, x)) {
        all.found.insert(all.found.end(),
                         {c.weight, c.mean[0], c.mean[1], c.covariance[0], c.covariance[1], c.covariance[3]});
        all.error.insert(all.error.end(), {c.weight_error, c.mean_error[0], c.mean_error[1], c.covariance_error[0],
                                           c.covariance_error[1], c.covariance_error[3]});
    }
    return all;
}

/// Differences of the returned numbers of the five Gaussians between n and 2 n steps that see the same Brownian path.
struct ReversalDifferences {
    std::vector<double> spacings;     ///< 1/n, of the coarser
    std::vector<double> differences;  ///< root of the sum of squares over all numbers; not a number where noise rules
};

/// They are proportional to dt where the error is. Sample noise enters them through particles that end in another
/// component after the one walk than after the other, a share O(dt) of N: O(sqrt(dt/N)), which would hide the smallest.
/// So two independent ensembles are walked, and the product of their differences is taken, whose expectation is the
/// square of the true one. With finest = 512 what is left of the noise is about 5 % of the smallest (0.004 of all 30
/// numbers together) at 25,000 particles; the slope over three halvings moves by a third of that, and by the next term
/// of the error, some dt/width^2 = 5 % at 64 steps.
/// \param finest steps; the coarsest are a sixteenth of them.
inline ReversalDifferences reversal_differences(const ReversalPlan& plan, const ReversalEnd& end, int finest,
                                                std::int64_t particles) {
    ReversalDifferences result;
    std::vector<std::vector<double>> before;
    for (int n = finest / 16; n <= finest; n *= 2) {
        std::vector<std::vector<double>> found;
        for (const std::uint64_t seed : {7, 8}) {
            found.push_back(reversed(five_gaussians(), end(n), plan(n, finest / n), particles, seed).found);
        }
        if (!before.empty()) {
            double product = 0.0;
            for (std::size_t i = 0; i < found[0].size(); ++i) {
                product += (found[0][i] - before[0][i]) * (found[1][i] - before[1][i]);
            }
            result.spacings.push_back(2.0 / n);
            result.differences.push_back(product > 0.0 ? std::sqrt(product) : std::numeric_limits<double>::quiet_NaN());
        }
        before = found;
    }
    return result;
}

}  // namespace ebru
