#pragma once

#include <cstdint>
#include <vector>

#include "schedule/level_schedule.hpp"
#include "solvers/spde/spde_equation.hpp"

namespace ebru {

/// One time step t -> t + dt. Its number is its place among all steps from t = 0 on: the counter of its noise.
struct SpdeStep {
    double t = 0.0;
    double dt = 0.0;
    std::int64_t number = 0;
};

/// The steps from level k - 1 to level k, in order.
using SpdeInterval = std::vector<SpdeStep>;

/// How equation and time are discretised.
enum class SpdeScheme {
    euler_maruyama,  ///< explicit; strong order 1 with additive noise, 1/2 with multiplicative
    semi_implicit,   ///< lagged diffusivity: unconditionally stable
    exponential,     ///< exact in law, mode by mode: linear drift and additive white noise only
};

/// What happens to an explicit step that would be unstable.
enum class UnstableStep {
    substep,  ///< it is cut into m = ceil(4 alpha_1 dt/0.9) equal ones
    error,    ///< it is refused
};

struct SpdePlanRequest {
    SpdeScheme scheme = SpdeScheme::euler_maruyama;
    UnstableStep on_unstable = UnstableStep::substep;
    double dt = 1e-3;           ///< > 0; an interval takes ceil(its length/dt) equal steps
    std::vector<double> times;  ///< of levels 0..K: 0 = t_0 < t_1 < .. < t_K <= T
};

/// The steps of all K intervals. An explicit step is stable, and each cell a convex combination of its neighbours,
/// while dt <= 1/(4 alpha_1) (numerics.md 5.4); alpha_1 never falls, so a step's end decides.
/// \throws UserError for times that do not increase or leave [0, T], and for an unstable step under
/// UnstableStep::error, with the largest stable dt.
std::vector<SpdeInterval> plan_spde(const SpdeEquation& equation, const SpdePlanRequest& request);

/// K + 1 times 0, T/K, .., T.
std::vector<double> equal_times(double horizon, int levels);

/// The times at which the integral of alpha_1 is Fo_k times the width squared: levels of equal blur, where lambda_1 is
/// infinite, as those of the schedule. \throws UserError when the drift does not blur that far by T.
std::vector<double> times_of_blur(const IntensitySchedule& drift, const LevelSchedule& schedule, int width);

/// Facts of levels 0..K. Fo and sigma are those of the integral of alpha_1, which is the blur where lambda_1 is
/// infinite and its upper bound elsewhere; alpha_lu is the mean of alpha_1 dt over the interval's steps.
std::vector<LevelRecord> spde_levels(const SpdeEquation& equation, const SpdePlanRequest& request,
                                     const std::vector<SpdeInterval>& plan, int width);

}  // namespace ebru
