#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "field/image_batch.hpp"

namespace ebru {

/// The standard normals that a batch of samples meets on its way: the same for a sample in any batch.
class NoiseStream {
  public:
    virtual ~NoiseStream() = default;

    /// (B, C, Y, X) like `x`. \param step of the sampler, from 0 at the prior. \param use 0..7, where a step needs
    /// several.
    [[nodiscard]] virtual at::Tensor normal(const at::Tensor& x, int step, int use) const = 0;
};

/// Key (seed, sampler_noise), counter (sample, channel, cell, 8 step + use).
class SampleNoise final : public NoiseStream {
  public:
    SampleNoise(std::uint64_t seed, std::vector<SampleId> samples);
    [[nodiscard]] at::Tensor normal(const at::Tensor& x, int step, int use) const override;

  private:
    std::uint64_t seed_;
    std::vector<SampleId> samples_;
};

/// Noise on the great circle between that of two samples: member b is at fraction w_b of the way,
///
///     xi = cos(w pi/2) xi_from + sin(w pi/2) xi_to,
///
/// which stays standard normal for every w, since two independent normals in many dimensions are orthogonal to
/// rounding of 1/sqrt(n) ("Beyond Blur", figure 8: linear in the prior's state, spherical in the noise).
class SphericalNoise final : public NoiseStream {
  public:
    SphericalNoise(std::uint64_t seed, SampleId from, SampleId to, std::vector<double> fractions);
    [[nodiscard]] at::Tensor normal(const at::Tensor& x, int step, int use) const override;

  private:
    std::uint64_t seed_;
    SampleId from_;
    SampleId to_;
    std::vector<double> fractions_;
};

}  // namespace ebru
