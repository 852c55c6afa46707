#pragma once

#include <ATen/core/Tensor.h>

namespace ebru {

/// Images as 8-bit pictures: round(255 x), x clipped to [0, 1]. Any shape, float -> uint8.
at::Tensor to_bytes(const at::Tensor& images);

/// Back to float32 in [0, 1]: value/255.
at::Tensor from_bytes(const at::Tensor& bytes);

}  // namespace ebru
