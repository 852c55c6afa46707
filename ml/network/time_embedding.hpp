#pragma once

#include <torch/nn/module.h>

#include <memory>

#include "ml/network/layers.hpp"

namespace ebru {

/// (B) -> (B, size): cos(w_i t), then sin(w_i t), w_i = 10^(-4 i/h) for i = 0 .. h - 1, h = size/2 rounded down; a last
/// 0 for odd sizes. Vaswani et al. (2017).
at::Tensor sinusoidal_embedding(const at::Tensor& time, int size);

/// (B) -> (B, 2 n): sin(2 pi w_i t), then cos(2 pi w_i t). \param frequencies (n), turns per unit of time.
at::Tensor fourier_embedding(const at::Tensor& time, const at::Tensor& frequencies);

/// silu(W2 silu(W1 embed(t)) + e_label): what all residual blocks share. Sizes: channels of level 0 (twice that for
/// Fourier) -> 4 channels -> 4 channels.
class TimeEmbedding : public torch::nn::Module {
  public:
    /// \param classes 0 for none; label `classes` stands for "no class" and has a vector of its own.
    TimeEmbedding(ParameterStart& start, const NetworkSettings& settings, int classes);

    /// (B) and (B) -> (B, values()). \param label is not read without classes.
    at::Tensor forward(const at::Tensor& time, const at::Tensor& label) const;

    [[nodiscard]] int values() const { return 4 * channels_; }

  private:
    int channels_;
    at::Tensor frequencies_;  ///< (channels), a buffer: drawn once and never trained; undefined for sinusoidal
    std::shared_ptr<Dense> first_;
    std::shared_ptr<Dense> second_;
    at::Tensor class_vectors_;  ///< (classes + 1, values()); undefined without classes
};

}  // namespace ebru
