#pragma once

#include <torch/nn/module.h>

#include <memory>

namespace ebru {

/// F(x, time, label): what is trained. Its meaning is the objective's business.
///
/// \param x (B, C, Y, X), any Y and X >= 1. \param time (B) float: what the embedding takes; the objective's
/// time_label(): a level k, 1000 t, or ln sigma. \param label (B) int64 class numbers, undefined without classes;
/// the number `classes` stands for "no class" (classifier-free guidance). \return (B, C, Y, X).
class Network : public torch::nn::Module {
  public:
    virtual at::Tensor forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) = 0;
};

}  // namespace ebru
