#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

#include "base/random.hpp"
#include "field/image_batch.hpp"

namespace ebru {

/// Independent standard normals (B, C, Y, X) in float32, contiguous, on the host. Image b is a function of (seed,
/// purpose, keys[b], step) and its shape alone: the same in any batch, for any number of threads.
/// \param keys (B): sample or draw numbers. \param step of a sampler or of a training run's accumulation, >= 0.
/// Runs on the calling thread, so that a thread that prefetches takes no core from the one that trains.
at::Tensor normal_tensor(std::uint64_t seed, RandomPurpose purpose, std::span<const std::int64_t> keys,
                         std::int64_t step, const ImageShape& shape);

/// Independent uniform numbers (B) in (0, 1), float32 on the host: centres of 2^23 equal intervals, exact. Number b is
/// a function of (seed, purpose, keys[b], step) alone.
at::Tensor uniform_tensor(std::uint64_t seed, RandomPurpose purpose, std::span<const std::int64_t> keys,
                          std::int64_t step);

}  // namespace ebru
