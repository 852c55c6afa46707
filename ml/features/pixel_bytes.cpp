#include "ml/features/pixel_bytes.hpp"

#include <ATen/ATen.h>

namespace ebru {

at::Tensor to_bytes(const at::Tensor& images) {
    return images.clamp(0.0, 1.0).mul_(255.0).round_().to(at::kByte);
}

at::Tensor from_bytes(const at::Tensor& bytes) {
    return bytes.to(at::kFloat).div_(255.0);
}

}  // namespace ebru
