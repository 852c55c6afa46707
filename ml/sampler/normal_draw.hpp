#pragma once

#include "ml/sampler/noise_stream.hpp"

namespace ebru {

/// Which of a stream's normals: those that a sampler's step takes for one of its uses.
struct NormalDraw {
    const NoiseStream& stream;
    int step;
    int use;

    /// (B, C, Y, X) like `x`.
    [[nodiscard]] at::Tensor like(const at::Tensor& x) const { return stream.normal(x, step, use); }
};

}  // namespace ebru
