#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <span>

#include "ml/objective/marginal_objective.hpp"
#include "ml/sampler/guided_output.hpp"

namespace ebru {

/// What is believed of x_0 and eps at a noisy image: learned, or known in closed form.
class Denoiser {
  public:
    virtual ~Denoiser() = default;

    /// \param x (B, C, Y, X). \param times of the images: B of them, or one for all. \param label (B) int64 or
    /// undefined. \return E[x_0 | x], E[eps | x] in the path's modes, (B, C, Y, X).
    [[nodiscard]] virtual Prediction predict(const at::Tensor& x, std::span<const double> times,
                                             const at::Tensor& label) const = 0;
};

/// A trained network, read as its objective says.
class LearnedDenoiser final : public Denoiser {
  public:
    LearnedDenoiser(GuidedNetwork network, MarginalTarget target, std::shared_ptr<const MarginalPath> path);

    [[nodiscard]] Prediction predict(const at::Tensor& x, std::span<const double> times,
                                     const at::Tensor& label) const override;

  private:
    GuidedNetwork network_;
    MarginalTarget target_;
    std::shared_ptr<const MarginalPath> path_;
};

}  // namespace ebru
