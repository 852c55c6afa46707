#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>

namespace ebru {

/// Images (N, C, Y, X) uint8 after the project's own heat flow, in cosine modes, to a blur of sigma pixels, for each of
/// two sigmas: u_t = alpha lap u, sigma^2 = 2 alpha t (HeatProcess). \param sigma 0 < sigma[0] < sigma[1].
std::array<at::Tensor, 2> blurred(const at::Tensor& images, const std::array<double, 2>& sigma);

/// As many images (N, C, Y, X) uint8 of independent normal values with the mean and deviation of all given values,
/// clipped to 8 bits: the last level of a Gaussian forward process. Image n is a function of (seed, n).
at::Tensor noise_like(const at::Tensor& images, std::uint64_t seed);

}  // namespace ebru
