#pragma once

#include "solvers/spde/spde_plan.hpp"

namespace ebru {

/// alpha(t) = value throughout.
inline IntensitySchedule constant_intensity(double value, double horizon = 1.0) {
    return IntensitySchedule({.kind = IntensityKind::constant, .alpha_max = value, .horizon = horizon}, "test");
}

inline IntensitySchedule geometric_intensity(double first, double last, double horizon) {
    return IntensitySchedule(
        {.kind = IntensityKind::geometric, .alpha_min = first, .alpha_max = last, .horizon = horizon}, "test");
}

inline ContrastSchedule constant_contrast(double lambda, double horizon = 1.0) {
    return ContrastSchedule({.kind = ContrastKind::constant, .lambda_min = lambda, .horizon = horizon}, "test");
}

inline ContrastSchedule opening_contrast(double lambda, double rate, double horizon) {
    return ContrastSchedule({.kind = ContrastKind::opening, .lambda_min = lambda, .rate = rate, .horizon = horizon},
                            "test");
}

/// The papers' equation 14 for images of a width, or 17 with `edges` left out.
enum class Edges { stand, none };
inline SpdeEquation paper_equation(int width, Edges edges) {
    SpdeEquation equation;
    equation.horizon = 2.0;
    equation.drift_intensity = geometric_intensity(0.5, 2.0 * width, 2.0);
    equation.noise_intensity = geometric_intensity(0.01, edges == Edges::stand ? 2.0 : 0.5, 2.0);
    if (edges == Edges::stand) {
        equation.drift_contrast = opening_contrast(0.025, 0.5, 2.0);
    }
    return equation;
}

/// All steps of a plan, one after the other.
inline SpdeInterval joined(const std::vector<SpdeInterval>& plan) {
    SpdeInterval steps;
    for (const SpdeInterval& interval : plan) {
        steps.insert(steps.end(), interval.begin(), interval.end());
    }
    return steps;
}

}  // namespace ebru
