#pragma once

#include <memory>

#include "ml/data/forward_facts.hpp"
#include "ml/sampler/level_sampler.hpp"
#include "solvers/spde/q_wiener.hpp"

namespace ebru {

/// B xi, B B^T = C: an SPDE's noise of unit variance at every pixel (numerics.md section 4). Host or device in, the
/// same out.
class UnitNoise {
  public:
    /// \throws UserError when the correlation length cannot be sampled.
    explicit UnitNoise(const ForwardFacts& facts);

    /// (B, C, Y, X) like `x`.
    [[nodiscard]] at::Tensor draw(const at::Tensor& x, const NormalDraw& draw) const;

  private:
    std::shared_ptr<const QWiener<float>> wiener_;  ///< null: white
};

/// The noise that an SPDE takes up between levels k - m and k, as a root applied to a sampler's normals:
///
///     s_k g(u) .* (B xi),   s_k^2 = int alpha_2^2 dt over t_{k-m} .. t_k,   g = g_2/alpha_2 at t_k,   B B^T = C
///
/// (1 for additive noise, B = 1 for white noise).
TweedieSampler::NoiseRoot make_interval_noise(const ForwardFacts& facts, int window);

}  // namespace ebru
