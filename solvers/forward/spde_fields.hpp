#pragma once

#include "solvers/forward/chain_pictures.hpp"
#include "solvers/forward/spde_settings.hpp"

namespace ebru {

/// What the equation of an SPDE deck does at a state of its chain, for ParaView: cell data (C, Y, X)
///
///     g1      the edge-stopping coefficient g1(t_k, grad u_k) at cell centres, pixels^2 per unit time;
///     noise   sqrt(dt) g2(t_k, grad u_k) .* B xi: what the step that sets out from level k adds, to the bit the run's
///             own draw (level K: the step that would follow). Absent without noise, and of exponential steps, which
///             add theirs mode by mode.
///
/// \tparam Real the run's working precision: the draws of float and double are different ones.
/// \throws UserError as the run itself does.
template <class Real>
LevelFields spde_fields(const SpdeSettings& settings, const ImageShape& shape, std::uint64_t seed);

}  // namespace ebru
