#pragma once

#include "ml/train/trainer.hpp"

namespace ebru {

/// Refuses to go on when weights or their averages are not the same bits on all ranks, by the checksum (CRC-32) of
/// every tensor. Collective; one pass over the weights, nothing for one rank.
/// \throws UserError on the first rank that differs from rank 0, naming it and the tensor; OtherRankFailed elsewhere.
void require_same_weights(const Trainer& trainer);

}  // namespace ebru
