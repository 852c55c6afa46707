#pragma once

#include <span>

#include "field/image_batch.hpp"
#include "field/padded_layout.hpp"
#include "field/velocity_model.hpp"

namespace ebru {

/// Mean of every image channel, summed in double in memory order. \param images (B, C, Y, X); \param mean (B C).
template <class Real>
void mean_values(const ImageBatch<Real>& images, const Kokkos::View<Real*>& mean);

/// out (S, C, Y, X) = images `samples` of batch (B, C, Y, X).
template <class Real>
void copy_images(const ImageBatch<Real>& batch, std::span<const int> samples, const ImageBatch<Real>& out);

/// Device copy of a list of indices; allocates when its length changes.
void copy_to_device(std::span<const int> from, Kokkos::View<int*>& to);

/// padded (F, 2, field_stride) = velocity (F, 2, Y, X), rounded to Real; ghosts untouched. Allocates when F changes.
template <class Real>
void copy_to_padded(const HostVelocity& velocity, const PaddedLayout& layout,
                    Kokkos::View<Real***, Kokkos::LayoutRight>& padded);

}  // namespace ebru
