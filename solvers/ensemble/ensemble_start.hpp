#pragma once

#include <cstdint>

#include "solvers/density/point_source.hpp"
#include "solvers/ensemble/ensemble.hpp"

namespace ebru {

/// Positions (N, d) of particles 0 .. N-1, N >= 1: particle i is point i of the source, drawn on the host in double and
/// rounded to Real. Several threads draw; the bits do not depend on them.
/// \throws UserError when the source has fewer points.
template <class Real>
Positions<Real> start_ensemble(const PointSource& source, std::uint64_t seed, std::int64_t particles);

}  // namespace ebru
