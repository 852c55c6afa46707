#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "field/image_batch.hpp"

namespace ebru {

/// Draws first_draw .. first_draw + B - 1 of a training run. Tensors are float32, contiguous, on the host.
struct TrainingBatch {
    std::int64_t first_draw = 0;  ///< draw b of the batch has number first_draw + b: the key of all its randomness
    std::vector<SampleId> ids;    ///< (B), which images
    at::Tensor clean;     ///< u_0 (B, C, Y, X), in the process's own range; undefined when the source has pairs only
    at::Tensor degraded;  ///< u_k (B, C, Y, X); undefined for objectives that draw their own marginals
    at::Tensor target;    ///< u_{k-m} (B, C, Y, X), m the window (1 but for the SPDE); undefined likewise
    at::Tensor level;     ///< k (B) int64, 1..K inclusive; undefined likewise
    at::Tensor label;     ///< (B) int64 class numbers; undefined without classes

    [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(ids.size()); }
};

}  // namespace ebru
