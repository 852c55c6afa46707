#pragma once

#include "blocks/block_layout.hpp"
#include "field/image_batch.hpp"

namespace ebru {

/// mean_values() of field/batch_copies.hpp over the whole field, with its bits on every rank: summed in double in
/// reading order. Collective. \param images (B, C, Y, X) of this rank's block; \param mean (B C). Cost:
/// carry_in_reading_order(), and a copy on the host where images are on a device.
template <class Real>
void block_mean_values(const BlockLayout& layout, const ImageBatch<Real>& images, const Kokkos::View<Real*>& mean);

}  // namespace ebru
