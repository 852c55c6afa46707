#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace ebru {

/// Standard normals (N, F) in double; another seed makes others.
at::Tensor normal_features(std::uint64_t seed, std::int64_t samples, int features);

}  // namespace ebru
