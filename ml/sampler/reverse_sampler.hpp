#pragma once

#include <ATen/core/Tensor.h>

#include "ml/sampler/noise_stream.hpp"

namespace ebru {

/// A way from the prior to data in steps() explicit steps: the caller owns the loop, sees every state, and may stop
/// between steps. Nothing is remembered between calls.
class ReverseSampler {
  public:
    virtual ~ReverseSampler() = default;

    /// N >= 1.
    [[nodiscard]] virtual int steps() const = 0;

    /// State after step n = 0..N-1. \param x (B, C, Y, X) before it; step 0 starts from the prior. \param label (B)
    /// int64 or undefined.
    [[nodiscard]] virtual at::Tensor step(const at::Tensor& x, int n, const NoiseStream& noise,
                                          const at::Tensor& label) const = 0;

    /// The forward process's time before step n, n = 0..N; of level samplers the level.
    [[nodiscard]] virtual double time(int n) const = 0;

    /// Calls of the network an image takes; 0 when it depends on the image (adaptive steps).
    [[nodiscard]] virtual int evaluations() const = 0;
};

}  // namespace ebru
