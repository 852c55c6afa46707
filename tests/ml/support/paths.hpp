#pragma once

#include <memory>
#include <vector>

#include "ml/objective/cosine_marginals.hpp"
#include "ml/objective/gaussian_marginals.hpp"

namespace ebru::test {

inline std::shared_ptr<const MarginalPath> gaussian_path(GaussianKind kind, double first_time, int levels = 100) {
    GaussianParameters parameters;
    parameters.kind = kind;
    parameters.levels = levels;
    if (kind == GaussianKind::vp) {
        parameters.beta_min = 0.1;
        parameters.beta_max = 20.0;
    }
    if (kind == GaussianKind::ve) {
        parameters.sigma_max = 10.0;
    }
    return std::make_shared<GaussianMarginals>(GaussianPath(parameters), first_time);
}

/// dU = -mu U dt alpha_1 + alpha_2 dW on 5 x 6 cells, T = 1.
inline std::shared_ptr<const MarginalPath> cosine_path() {
    const IntensitySchedule drift(
        {.kind = IntensityKind::geometric, .alpha_min = 0.5, .alpha_max = 4.0, .power = 1.0, .horizon = 1.0}, "drift");
    const IntensitySchedule noise(
        {.kind = IntensityKind::geometric, .alpha_min = 0.1, .alpha_max = 0.5, .power = 1.0, .horizon = 1.0}, "noise");
    return std::make_shared<CosineMarginals>(Grid{5, 6}, LinearCoefficients::from_schedules(drift, noise),
                                             std::vector<double>{0.0, 0.5, 1.0}, 1e-3);
}

}  // namespace ebru::test
