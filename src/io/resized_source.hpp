#pragma once

#include <memory>

#include "grid/grid.hpp"
#include "io/image_resampler.hpp"
#include "io/opened_source.hpp"

namespace ebru {

/// Resizes one image: every channel by the resampler; sources of range [0, 1] are clamped to it against the overshoot.
/// \param in   (C, Y, X) of resampler.from()
/// \param out  (C, Y, X) of resampler.to()
void resize_image(const ImageResampler& resampler, int channels, ValueRange range, std::span<const double> in,
                  std::span<double> out);

/// The images of a source brought to another size; memory is 16 MiB or one image of the source.
std::unique_ptr<ImageSource> make_resized_source(OpenedSource source, Grid size);

}  // namespace ebru
