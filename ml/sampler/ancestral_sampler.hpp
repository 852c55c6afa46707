#pragma once

#include <optional>

#include "ml/objective/marginal_path.hpp"
#include "ml/sampler/path_sampler.hpp"

namespace ebru {

/// The variance of a reverse step x_s <- x_t, v = s_t^2 - r^2 s_s^2, r = a_t/a_s.
enum class ReverseVariance {
    posterior,  ///< v s_s^2/s_t^2: that of x_s given x_t and x_0 (DDPM's beta~)
    forward,    ///< v: the forward step's (DDPM's beta)
    data,  ///< m v/(r^2 m + v), m = a_s^2 sigma_0^2 + s_s^2: exact for normal data of standard deviation sigma_0. One
           ///< DDPM step gives the factor (1 + beta (sigma^2/sigma_0^2 - 1))^(-1/2) of Noh and Lee's equation 53
};

/// Ancestral sampling, on any times of a path:
///
///     x_s = (r s_s^2/s_t^2) x_t + (a_s v/s_t^2) E[x_0 | x_t] + sqrt(variance) xi
///
/// (Ho et al., arXiv:2006.11239, eqs. 6, 7, for two neighbouring levels); the last step, to s_s = 0 or not, gives the
/// mean alone. The noise of clipping is kept out of x_t: only E[x_0 | x_t] is clipped. Cost: one call a step.
class AncestralSampler final : public PathSampler {
  public:
    struct Options {
        ReverseVariance variance = ReverseVariance::posterior;
        double data_deviation = 1.0;  ///< sigma_0 > 0, of `data`
        /// Clips E[x_0 | x_t] to this range of the images.
        struct Clip {
            double low;
            double high;
        };
        std::optional<Clip> clip;
    };
    AncestralSampler(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                     std::vector<double> times, const Options& options);

    [[nodiscard]] at::Tensor step(const at::Tensor& x, int n, const NoiseStream& noise,
                                  const at::Tensor& label) const override;

  private:
    [[nodiscard]] at::Tensor variance(const PathCoefficients& earlier, const PathCoefficients& later,
                                      const Transition& transition) const;

    Options options_;
};

}  // namespace ebru
