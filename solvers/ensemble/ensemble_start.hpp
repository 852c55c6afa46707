#pragma once

#include <cstdint>

#include "solvers/density/point_source.hpp"
#include "solvers/ensemble/ensemble.hpp"

namespace ebru {

/// Positions (N, d) of particles 0 .. N-1, particle i point i of the source: drawn on the host in double, rounded to
/// Real. \throws UserError when they do not fit into memory, and what the source throws.
template <class Real>
Positions<Real> start_ensemble(const PointSource& source, std::uint64_t seed, std::int64_t particles);

}  // namespace ebru
