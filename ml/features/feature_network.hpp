#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "field/image_batch.hpp"
#include "ml/network/layers.hpp"

namespace ebru {

/// A small convolutional network whose last hidden layer is a feature space. 3x3 convolutions of 16, 32, 64, 64 ...
/// channels with ReLU, halved in between (2x2 maximum) until the short side is below 12 pixels, then the mean over
/// 3 x 3 fields, a dense layer of 84 with ReLU (LeNet's width) and, with classes, a dense layer of as many outputs.
/// First weights are counter-based: equal seeds, equal bits.
class FeatureNetwork : public torch::nn::Module {
  public:
    static constexpr std::int64_t width = 84;

    /// \param classes 0: no last layer. \param scale of the first weights' variance, in 1/(3 n_in): 1 for training, 6
    /// keeps the size of the signal from layer to layer without.
    FeatureNetwork(const ImageShape& shape, int classes, double scale, std::uint64_t seed);

    /// Images (N, C, Y, X) in [0, 1] -> what every convolution gives after its ReLU, (N, C_l, Y_l, X_l) each.
    std::vector<at::Tensor> maps(const at::Tensor& images) const;

    /// The last maps -> (N, 84).
    at::Tensor features(const std::vector<at::Tensor>& maps) const;

    /// (N, 84) -> (N, classes), not normalised.
    at::Tensor logits(const at::Tensor& features) const;

  private:
    std::vector<std::shared_ptr<Convolution>> convolutions_;
    std::shared_ptr<Dense> hidden_;
    std::shared_ptr<Dense> head_;
};

}  // namespace ebru
