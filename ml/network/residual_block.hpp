#pragma once

#include <torch/nn/module.h>

#include <memory>

#include "ml/network/layers.hpp"
#include "ml/network/resampling.hpp"

namespace ebru {

/// What a residual block does to the size of the image.
enum class BlockSize { kept, halved, enlarged };

/// skip(x) + conv(dropout(silu(norm(conv(silu(norm(x))) + W e)))), or with scale and shift from e after the second
/// norm. The second convolution starts at end_scale. The skip is x, or a 1x1 convolution where channels or size change.
/// BlockSize resamples both branches after the first activation (Brock et al. 2019, BigGAN).
class ResidualBlock : public torch::nn::Module {
  public:
    /// \param embedding values of the embedding.
    ResidualBlock(ParameterStart& start, const NetworkSettings& settings, int in, int out, int embedding,
                  BlockSize size = BlockSize::kept);

    /// (B, in, Y, X) -> (B, out, Y', X'). \param embedding (B, E), after its activation. \param target the size of an
    /// enlarged image.
    at::Tensor forward(const at::Tensor& x, const at::Tensor& embedding, Grid target = {}) const;

  private:
    at::Tensor resize(const at::Tensor& x, Grid target) const;
    at::Tensor condition(at::Tensor h, const at::Tensor& embedding) const;

    Resampling filter_;
    Conditioning conditioning_;
    SkipSum skip_sum_;
    double dropout_;
    BlockSize size_;
    std::shared_ptr<GroupNormalisation> norm_in_;
    std::shared_ptr<Convolution> convolution_in_;
    std::shared_ptr<Dense> from_embedding_;
    std::shared_ptr<GroupNormalisation> norm_out_;
    std::shared_ptr<Convolution> convolution_out_;
    std::shared_ptr<Convolution> skip_;  ///< null for the identity
};

}  // namespace ebru
