#pragma once

#include <torch/nn/module.h>

#include "ml/network/parameter_start.hpp"

namespace ebru {

/// out_o = bias_o + sum_i weight_oi * x_i, kernels of odd size (cross-correlation), zeros beyond the image.
class Convolution : public torch::nn::Module {
  public:
    /// \param scale of the start's variance.
    Convolution(ParameterStart& start, int in, int out, int kernel, double scale = 1.0);

    /// (B, in, Y, X) -> (B, out, Y, X).
    at::Tensor forward(const at::Tensor& x) const;
    /// Every second value: (B, out, floor((Y + 2 padding - kernel)/2) + 1, ...).
    at::Tensor forward_strided(const at::Tensor& x, int padding) const;

  private:
    int kernel_;
    at::Tensor weight_;  ///< (out, in, kernel, kernel)
    at::Tensor bias_;    ///< (out)
};

/// out = weight x + bias.
class Dense : public torch::nn::Module {
  public:
    Dense(ParameterStart& start, int in, int out);

    /// (B, in) -> (B, out); x is taken in the weights' precision.
    at::Tensor forward(const at::Tensor& x) const;

  private:
    at::Tensor weight_;  ///< (out, in)
    at::Tensor bias_;    ///< (out)
};

/// Groups of a norm on `channels`: the largest divisor that is at most `most` and leaves each group at least `fewest`
/// channels; 1 if there is none.
int groups_of(int channels, int most, int fewest);

/// Group normalisation: mean 0 and variance 1 of each group of channels of an image, then scale and shift a channel. Wu
/// and He (2018). eps = 1e-5.
class GroupNormalisation : public torch::nn::Module {
  public:
    GroupNormalisation(const NetworkSettings& settings, int channels);

    /// (B, C, Y, X) -> the same.
    at::Tensor forward(const at::Tensor& x) const;

  private:
    int groups_;
    at::Tensor weight_;  ///< (C), starts at 1
    at::Tensor bias_;    ///< (C), starts at 0
};

/// a + b or (a + b)/sqrt(2), into the memory of `a`, which no one else may hold.
at::Tensor add_skip(at::Tensor a, const at::Tensor& b, SkipSum sum);

}  // namespace ebru
