#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "ml/data/training_batch.hpp"

namespace ebru {

/// Standard normals (B, C, Y, X) float of a batch's draws, key (seed, training_noise), counter (draw, channel, cell,
/// 0).
at::Tensor draw_noise(const TrainingBatch& batch, std::uint64_t seed);

/// Uniform in (0, 1), one a draw, key (seed, training_time).
std::vector<double> draw_uniform(const TrainingBatch& batch, std::uint64_t seed);

}  // namespace ebru
