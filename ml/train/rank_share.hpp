#pragma once

#include <cstdint>

#include "ml/train/train_settings.hpp"

namespace ebru {

/// A run of images that lie one after the other.
struct ImageShare {
    std::int64_t first = 0;
    std::int64_t size = 0;
};

/// What rank `rank` of `ranks` works off of `images` images: consecutive ones, in rank order, of sizes that differ by
/// one at most.
ImageShare share_of(std::int64_t images, int rank, int ranks);

/// Whether every rank has images in every part of a batch. Warns when some have one more than others, which then wait.
/// \throws UserError naming the nearest batch that does.
void check_shares(const UpdateSettings& settings, int ranks);

}  // namespace ebru
