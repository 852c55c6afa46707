#pragma once

#include <torch/nn/module.h>

#include <memory>

#include "grid/grid.hpp"
#include "ml/network/layers.hpp"

namespace ebru {

/// Rows and columns of a half-size image: rounded up.
inline Grid halved(Grid grid) {
    return {(grid.ny + 1) / 2, (grid.nx + 1) / 2};
}

/// Rows and columns of (B, C, Y, X).
Grid grid_of(const at::Tensor& x);

/// (B, C, Y, X) -> (B, C, ceil(Y/2), ceil(X/2)). Resampling::mean: of 2x2 values, of those that are there at an odd
/// end. Resampling::fir: [1, 3, 3, 1]/8 in each direction about the middle of values 2i and 2i + 1, zeros beyond the
/// image.
at::Tensor halve(const at::Tensor& x, Resampling filter);

/// (B, C, Y, X) -> (B, C, target), target <= 2 Y and 2 X: what lies beyond is cut off. Resampling::fir: the transpose
/// of halve, times 4: values of 3/4 and 1/4 in each direction. Otherwise the nearest neighbour.
at::Tensor enlarge(const at::Tensor& x, Grid target, Resampling filter);

/// Halves the image by a convolution 3x3: strided, after the mean, or strided after the FIR filter.
class Shrink : public torch::nn::Module {
  public:
    Shrink(ParameterStart& start, Resampling filter, int in, int out);
    at::Tensor forward(const at::Tensor& x) const;

  private:
    Resampling filter_;
    std::shared_ptr<Convolution> convolution_;
};

/// Enlarges the image, then a convolution 3x3.
class Grow : public torch::nn::Module {
  public:
    Grow(ParameterStart& start, Resampling filter, int channels);
    at::Tensor forward(const at::Tensor& x, Grid target) const;

  private:
    Resampling filter_;
    std::shared_ptr<Convolution> convolution_;
};

}  // namespace ebru
