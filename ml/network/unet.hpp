#pragma once

#include <memory>
#include <vector>

#include "ml/network/network.hpp"
#include "ml/network/time_embedding.hpp"
#include "ml/network/unet_levels.hpp"

namespace ebru {

/// U-Net: residual blocks on halved and again enlarged images, joined by skips at equal size. One class for the U-Net
/// of improved DDPM (Nichol, Dhariwal 2021; used by inverse heat dissipation and Beyond Blur) and NCSN++ (Song et al.
/// 2021): NetworkSettings says which.
///
/// Any Y, X >= 1: sizes are rounded up on the way down, and cut to the skip's size on the way up. Images keep the
/// memory format of the input (NCHW or channels-last). Dropout, in training mode only, draws from torch's default
/// generator: who wants repeatable steps seeds it before each.
class UNet : public Network {
  public:
    /// \param channels of the images. \param classes 0 without labels.
    UNet(const NetworkSettings& settings, int channels, int classes, std::uint64_t seed);

    at::Tensor forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) override;

  private:
    at::Tensor way_down(const at::Tensor& x, const LevelContext& context) const;
    at::Tensor way_up(at::Tensor h, const LevelContext& context) const;

    NetworkSettings settings_;
    std::shared_ptr<TimeEmbedding> embedding_;
    std::shared_ptr<Convolution> first_;
    std::vector<std::shared_ptr<DownLevel>> down_;   ///< (levels)
    std::vector<std::shared_ptr<Descent>> descent_;  ///< (levels - 1), from level l to l + 1
    std::vector<std::shared_ptr<Shrink>> pyramid_;   ///< (levels - 1) or empty: the image itself, halved
    std::shared_ptr<MiddleLevel> middle_;
    std::vector<std::shared_ptr<UpLevel>> up_;     ///< (levels), by level
    std::vector<std::shared_ptr<Ascent>> ascent_;  ///< (levels - 1), from level l + 1 to l
    std::shared_ptr<GroupNormalisation> norm_;
    std::shared_ptr<Convolution> last_;
};

}  // namespace ebru
