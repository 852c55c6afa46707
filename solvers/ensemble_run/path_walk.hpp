#pragma once

#include <functional>
#include <string>
#include <vector>

#include "solvers/ensemble/forward_chain.hpp"
#include "solvers/ensemble_run/row_recorder.hpp"
#include "solvers/force/density_at.hpp"

namespace ebru {

/// What the path has made of the data at a level.
GaussianMixture law_at_level(const GaussianMixture& data, const GaussianPath& path, int level);

/// v = f x - (g^2/2) score at time t, from points and scores (n, d) into velocity (n, d).
void velocity_of_score(const GaussianPath& path, double t, std::span<const double> points,
                       std::span<const double> score, std::span<double> velocity);

/// Rows of a path at the deck's levels.
std::vector<TrajectoryTime> level_rows(const GaussianPath& path, const std::vector<int>& levels);

/// The recording of the way forward: named "trajectory", with velocity where the density is a mixture and the deck
/// wants it.
Recording forward_recording(const ExperimentRun& run, const GaussianPath& path);

/// Called at every kept level with the positions there, in order.
template <class Real>
using LevelVisitor = std::function<void(std::size_t row, const Positions<Real>& x)>;

/// What the way forward leaves behind.
template <class Real>
struct ForwardWalk {
    Positions<Real> start;                 ///< (N, d) at level 0
    Positions<Real> end;                   ///< at level K
    std::vector<EnsembleMoments> moments;  ///< at the kept levels
};

/// Takes an ensemble of the deck's density through the deck's path, records it and checks its moments at every kept
/// level against the closed forms. Resumes where the run is to be resumed; then `visit` sees the remaining rows alone,
/// beginning with the last saved one.
template <class Real>
ForwardWalk<Real> walk_forward(ExperimentRun& run, const GaussianPath& path, const LevelVisitor<Real>& visit = {});

/// What float may add to a number of an ensemble after `steps` steps, relative to positions: every step rounds once.
template <class Real>
double rounding_of(int steps);

}  // namespace ebru
