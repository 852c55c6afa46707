#pragma once

#include "blocks/block_layout.hpp"
#include "solvers/forward/process_factory.hpp"
#include "solvers/forward/spde_settings.hpp"

namespace ebru {

/// The SPDE of a deck for images of `shape`. \throws UserError for steps that would be unstable or that the equation
/// rules out, and for images in blocks where a step takes whole images.
/// \param block null, or how images lie in blocks over ranks; must outlive the process.
template <class Real>
MadeProcess<Real> make_spde(const SpdeSettings& settings, const ImageShape& shape, std::uint64_t seed,
                            const BlockLayout* block = nullptr);

}  // namespace ebru
