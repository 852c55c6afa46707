#pragma once

#include <cstdint>
#include <vector>

#include "field/image_batch.hpp"

namespace ebru {

/// The m levels k of an image's training pairs (u_k, u_{k-1}): distinct, increasing, uniform over 1..K inclusive.
///
/// Floyd's sampling with counter-based draws keyed by (seed, image): the same for every batch, thread and restart.
/// \param levels K >= 1; \param pairs 0 <= m <= K.
std::vector<std::int32_t> draw_pair_levels(std::uint64_t seed, SampleId id, int levels, int pairs);

}  // namespace ebru
