#pragma once

#include "ml/sampler/path_sampler.hpp"

namespace ebru {

enum class FlowMethod {
    euler,     ///< order 1, one call a step
    midpoint,  ///< order 2, two calls
    heun,      ///< order 2, two calls; one in the last step where the path ends at s = 0
};

/// The deterministic way with the marginals of the process,
///
///     dx/dt = a' E[x_0 | x] + s' E[eps | x]  ( = f x - g^2/2 grad log p ),
///
/// backwards in t by a fixed step: the probability flow of the diffusions (Song et al., arXiv:2011.13456, eq. 13) and
/// the flow that flow matching learns (Lipman et al., arXiv:2210.02747).
class ProbabilityFlow final : public PathSampler {
  public:
    ProbabilityFlow(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                    std::vector<double> times, FlowMethod method);

    [[nodiscard]] at::Tensor step(const at::Tensor& x, int n, const NoiseStream& noise,
                                  const at::Tensor& label) const override;
    [[nodiscard]] int evaluations() const override;

  private:
    [[nodiscard]] at::Tensor velocity(const at::Tensor& x, double t, const at::Tensor& label) const;

    FlowMethod method_;
};

/// dx/dt of the flow at the times of the images (B of them, or one for all), as images.
at::Tensor flow_velocity(const Denoiser& denoiser, const MarginalPath& path, const at::Tensor& x,
                         std::span<const double> times, const at::Tensor& label);

/// The same flow by Dormand and Prince's pair of orders 5 and 4 with the step of every image for itself: the error
/// estimate's root mean square over an image, in units of tolerance (1 + |x|), decides alone on that image's step, so
/// that a sample does not depend on its batch. J. Comput. Appl. Math. 6 (1980) 19. Between two of the given times the
/// integration lands on both.
class AdaptiveFlow final : public PathSampler {
  public:
    /// \param tolerance > 0, relative and absolute.
    AdaptiveFlow(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                 std::vector<double> times, double tolerance);

    [[nodiscard]] at::Tensor step(const at::Tensor& x, int n, const NoiseStream& noise,
                                  const at::Tensor& label) const override;
    [[nodiscard]] int evaluations() const override { return 0; }

  private:
    double tolerance_;
};

}  // namespace ebru
