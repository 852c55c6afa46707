#pragma once

#include <torch/nn/module.h>

#include <memory>

#include "ml/network/layers.hpp"

namespace ebru {

/// x + W softmax(q k^T/sqrt(d)) v over all pixels of an image, q, k, v linear in norm(x), d = C/heads channels a head
/// (Vaswani et al. 2017). W starts at end_scale. Memory grows with the square of the number of pixels where torch has
/// no fused kernel.
class AttentionBlock : public torch::nn::Module {
  public:
    /// \param channels a multiple of settings.heads.
    AttentionBlock(ParameterStart& start, const NetworkSettings& settings, int channels);

    /// (B, C, Y, X) -> the same.
    at::Tensor forward(const at::Tensor& x) const;

  private:
    int heads_;
    SkipSum skip_sum_;
    std::shared_ptr<GroupNormalisation> norm_;
    std::shared_ptr<Convolution> queries_keys_values_;
    std::shared_ptr<Convolution> out_;
};

}  // namespace ebru
