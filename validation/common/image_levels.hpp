#pragma once

#include <optional>
#include <vector>

#include "solvers/advection_diffusion/transport_plan.hpp"
#include "solvers/turbulence/turbulence_parameters.hpp"
#include "validation/common/transport_problem.hpp"

namespace ebru {

/// The states of one image at the levels 0 .. K of a process, each (Y, X).
using ImageLevels = std::vector<std::vector<double>>;

/// By the heat process, computed in Real.
template <class Real>
ImageLevels heat_levels(const std::vector<double>& image, Grid grid, const LevelSchedule& schedule);

/// Advection-diffusion between mirror walls.
struct TransportChain {
    LevelSchedule schedule;
    TransportRequest request;                        ///< Pe and the limits of the plan
    std::optional<TurbulenceParameters> turbulence;  ///< none: pure diffusion
    TransportScheme scheme = TransportScheme::stencil;
};

/// By the advection-diffusion process, computed in Real; the image has the number 0. Turbulence takes its grid from the
/// image.
template <class Real>
ImageLevels transport_levels(const std::vector<double>& image, Grid grid, const TransportChain& chain);

/// Steps over all levels of the chain on `width` cells.
int steps_of(const TransportChain& chain, int width);

}  // namespace ebru
