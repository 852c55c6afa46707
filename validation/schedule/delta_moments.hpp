#pragma once

#include <vector>

#include "schedule/level_schedule.hpp"
#include "validation/common/lattice_scheme.hpp"

namespace ebru {

/// A delta carried over a schedule by the advection-diffusion process.
struct DeltaRun {
    LatticeScheme scheme = LatticeScheme::trt_quarter;
    IntervalHandOver hand_over = IntervalHandOver::rescale;
    int cells = 193;
    double cell_peclet = 0.5;
    double alpha_max = 1.0 / 6.0;
};

/// What was asked for up to a level, and what the state has.
struct LevelMoments {
    int level = 0;
    double tau = 0.0;
    int steps = 0;              ///< up to this level
    double asked_spread = 0.0;  ///< Fo_k N^2
    double spread_x = 0.0;      ///< half the variance along x
    double spread_y = 0.0;
    double asked_shift = 0.0;  ///< along the flow, cells
    double shift = 0.0;        ///< of the centroid along the flow
    double shift_across = 0.0;
};

/// Moments at levels 1..K.
template <class Real>
std::vector<LevelMoments> delta_moments(const DeltaRun& run, const LevelSchedule& schedule);

}  // namespace ebru
