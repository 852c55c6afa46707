#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "ml/network/network.hpp"

namespace ebru {

/// A trained network as samplers call it: without gradients, with classifier-free guidance
///
///     F = F(x, t, none) + (1 + w) (F(x, t, label) - F(x, t, none))
///
/// (Ho and Salimans, arXiv:2207.12598, eq. 6). w = 0 is the conditional network alone and costs one call, else two.
struct GuidedNetwork {
    std::shared_ptr<Network> network;
    double guidance = 0.0;      ///< w
    std::int64_t no_label = 0;  ///< the class number that stands for none

    /// \param x (B, C, Y, X). \param time (B) or (1). \param label (B), or undefined: then no guidance.
    [[nodiscard]] at::Tensor output(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) const;
};

}  // namespace ebru
