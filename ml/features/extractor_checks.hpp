#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "field/image_batch.hpp"

namespace ebru {

/// \throws UserError unless `images` are (N, C, Y, X) of this shape. \param extractor its name, for the message.
void require_shape(const at::Tensor& images, const ImageShape& shape, const std::string& extractor);

/// \throws UserError when a feature (N, F) is NaN or infinite, with the number of the first image that has one.
void require_finite(const at::Tensor& features, const std::string& extractor);

}  // namespace ebru
