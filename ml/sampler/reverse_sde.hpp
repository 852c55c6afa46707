#pragma once

#include "ml/sampler/path_sampler.hpp"

namespace ebru {

/// The family of reverse processes with the right marginals at every time, by Euler-Maruyama:
///
///     x <- x - h [f x - (1 + c)/2 g^2 grad log p] + sqrt(c h) g xi,    h = t_n - t_{n+1}, all at t_n,
///
/// without noise in the last step. c = 0 is the probability flow, c = 1 Anderson's reverse SDE. In the words of the
/// advective control (Noh and Lee, "The Physics of Diffusion Generative Models"): with v = -g^2/2 grad log p the
/// velocity that diffusion amounts to, the control -2 v reverses a process that keeps diffusing (c = 1), -v one that
/// does not (c = 0); -(1 + c) v goes with the noise sqrt(c) g.
/// Weak order 1 in h. Cost: one call a step.
class ReverseSdeSampler final : public PathSampler {
  public:
    /// \param control c in [0, 1].
    ReverseSdeSampler(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                      std::vector<double> times, double control);

    [[nodiscard]] at::Tensor step(const at::Tensor& x, int n, const NoiseStream& noise,
                                  const at::Tensor& label) const override;

  private:
    double control_;
};

/// The reverse of the discretised forward step ("reverse diffusion", Song et al., arXiv:2011.13456, appendix E):
///
///     x_s = (2 - r) x_t + v grad log p(x_t) + sqrt(v) xi,    r = a_t/a_s,  v = s_t^2 - r^2 s_s^2,
///
/// without noise in the last step. Cost: one call a step.
class ReverseDiffusionSampler final : public PathSampler {
  public:
    using PathSampler::PathSampler;

    [[nodiscard]] at::Tensor step(const at::Tensor& x, int n, const NoiseStream& noise,
                                  const at::Tensor& label) const override;
};

}  // namespace ebru
