#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "solvers/ensemble/control_steps.hpp"
#include "solvers/ensemble/flow_map.hpp"
#include "solvers/ensemble/velocity.hpp"
#include "validation/common/five_gaussians.hpp"

namespace ebru {

/// Distribution function of a mixture on a line; tails as differences from the nearer end.
inline double distribution(const GaussianMixture& mixture, double x) {
    double sum = 0.0;
    for (const MixtureComponent& c : mixture.components()) {
        const double deviation = std::sqrt(c.covariance.eigenvalues()[0]);
        sum += 0.5 * c.weight * std::erfc((c.mean[0] - x) / (deviation * std::numbers::sqrt2));
    }
    return sum;
}

/// What the data become by the time t.
inline GaussianMixture law_of(const GaussianMixture& data, const GaussianPath& path, double t) {
    const GaussianTransition law = law_at(path, t);
    return data.after(law.factor, law.variance);
}

/// Of the flow of three Gaussians on a line (v = f x - (g^2/2) grad ln rho) from time 0 to `end` in n steps: the
/// largest |F_t(x(t)) - F_0(x(0))| over 81 particles from far in one tail to far in the other, through all the gaps,
/// and the largest distance from the start after the way back.
struct FlowErrors {
    double quantile = 0.0;
    double place = 0.0;
};

inline FlowErrors flow_errors(const GaussianPath& path, double end, RungeKutta scheme, int steps) {
    constexpr int points = 81;
    const GaussianMixture data = three_on_a_line();
    const Positions<double> x("line", points, 1);
    const auto at_start = Kokkos::create_mirror(x);
    for (int i = 0; i < points; ++i) {
        at_start(i, 0) = -2.6 + 6.0 * i / (points - 1);
    }
    Kokkos::deep_copy(x, at_start);
    const FlowMap<double> map(data, path, uniform_times(0.0, end, steps), scheme);
    const auto there = Kokkos::create_mirror(x);
    map.carry(x, 0, steps);
    Kokkos::deep_copy(there, x);
    const auto back = Kokkos::create_mirror(x);
    map.carry(x, steps, 0);
    Kokkos::deep_copy(back, x);
    const GaussianMixture first = law_of(data, path, 0.0);
    const GaussianMixture last = law_of(data, path, end);
    FlowErrors errors;
    for (int i = 0; i < points; ++i) {
        errors.quantile =
            std::max(errors.quantile, std::abs(distribution(last, there(i, 0)) - distribution(first, at_start(i, 0))));
        errors.place = std::max(errors.place, std::abs(back(i, 0) - at_start(i, 0)));
    }
    return errors;
}

}  // namespace ebru
