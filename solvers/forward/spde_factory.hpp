#pragma once

#include "solvers/forward/process_factory.hpp"
#include "solvers/forward/spde_settings.hpp"

namespace ebru {

/// The SPDE of a deck for images of `shape`. \throws UserError for steps that would be unstable or that the equation
/// rules out.
template <class Real>
MadeProcess<Real> make_spde(const SpdeSettings& settings, const ImageShape& shape, std::uint64_t seed);

}  // namespace ebru
