#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

#include "ml/objective/marginal_path.hpp"
#include "ml/sampler/denoiser.hpp"
#include "ml/sampler/normal_draw.hpp"

namespace ebru {

/// What Langevin dynamics needs of the law p of a forward process at a fixed time. P is symmetric, positive definite
/// and does not depend on x: with any such P the dynamics x' = P grad log p + sqrt(2) P^{1/2} w' leaves p as it is.
class LangevinLaw {
  public:
    virtual ~LangevinLaw() = default;

    /// P grad log p. \param x (B, C, Y, X). \param time as the sampler counts it. \param label (B) int64 or undefined.
    [[nodiscard]] virtual at::Tensor drift(const at::Tensor& x, double time, const at::Tensor& label) const = 0;

    /// P^{1/2} xi, (B, C, Y, X).
    [[nodiscard]] virtual at::Tensor noise(const at::Tensor& x, double time, const NormalDraw& draw) const = 0;
};

/// The marginal of a path in closed form, P = 1. Time is the process's.
class PathLaw final : public LangevinLaw {
  public:
    PathLaw(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path);

    [[nodiscard]] at::Tensor drift(const at::Tensor& x, double time, const at::Tensor& label) const override;
    [[nodiscard]] at::Tensor noise(const at::Tensor& x, double time, const NormalDraw& draw) const override;

  private:
    std::shared_ptr<const Denoiser> denoiser_;
    std::shared_ptr<const MarginalPath> path_;
};

/// One unadjusted step, every image with its own length:
///
///     x <- x + e drift + sqrt(2 e) noise,   e = 2 (snr |noise|/|drift|)^2
///
/// so that the drift moves an image snr times as far as the noise. Where the drift is -P/V x, the variance tends to
/// V/(1 - e P/(2 V)): a bias of order e. Song et al., arXiv:2011.13456, algorithms 4 and 5, with P = 1.
/// \param snr > 0.
at::Tensor langevin_step(const at::Tensor& x, const at::Tensor& drift, const at::Tensor& noise, double snr);

}  // namespace ebru
