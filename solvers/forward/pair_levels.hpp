#pragma once

#include <cstdint>
#include <vector>

#include "field/image_batch.hpp"

namespace ebru {

/// The m levels k of an image's training pairs (u_k, u_{k-1}): distinct, increasing, uniform over w..K
/// inclusive, so that the whole window u_k, .., u_{k-w} exists.
///
/// Floyd's sampling with counter-based draws keyed by (seed, image): the same for every batch, thread and restart.
/// \param levels K >= 1; \param pairs 0 <= m <= K - w + 1; \param window w, 1 <= w <= K.
std::vector<std::int32_t> draw_pair_levels(std::uint64_t seed, SampleId id, int levels, int pairs, int window = 1);

}  // namespace ebru
