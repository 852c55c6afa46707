#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "ml/network/network.hpp"

namespace ebru {

/// Parameters, then buffers, of a network: what its output depends on.
std::vector<at::Tensor> weights_of(const Network& network);

/// Their names, in the same order.
std::vector<std::string> weight_names(const Network& network);

/// The running average of a network's weights, which samples are drawn with:
///
///     a <- d_n a + (1 - d_n) w,      d_n = min(d, (1 + n)/(10 + n)),   n = 1, 2, ... the update just made,
///
/// in float32, so that early weights are soon forgotten (the ramp of score_sde; Song et al., arXiv:2011.13456). Buffers
/// that are no floating-point numbers are copied.
class WeightAverage {
  public:
    /// Starts at the network's weights, which it keeps hold of. \param decay d in [0, 1).
    WeightAverage(const Network& network, double decay);

    void update(std::int64_t n);

    [[nodiscard]] double decay_at(std::int64_t n) const;
    [[nodiscard]] const std::vector<at::Tensor>& tensors() const { return average_; }

    /// Exchanges the network's weights and the average; no value is copied.
    void swap();

  private:
    double decay_;
    std::vector<at::Tensor> weights_;  ///< the network's own
    std::vector<at::Tensor> average_;
};

/// While it lives, the network has its average weights and is in evaluation mode; before and after in training mode.
class AveragedWeights {
  public:
    AveragedWeights(Network& network, WeightAverage& average);
    AveragedWeights(const AveragedWeights&) = delete;
    AveragedWeights& operator=(const AveragedWeights&) = delete;
    ~AveragedWeights();

  private:
    Network& network_;
    WeightAverage& average_;
};

}  // namespace ebru
