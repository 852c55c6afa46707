#pragma once

#include <memory>

#include "ml/sampler/path_sampler.hpp"

namespace ebru {

/// When the corrector runs: score_sde corrects at t_n, then predicts; the SPDE paper's algorithm predicts, then
/// corrects at t_{n+1} (generative.md 2.3, item 14).
enum class CorrectorOrder { corrector_first, predictor_first };

/// A predictor with steps of unadjusted Langevin dynamics at fixed time:
///
///     x <- x + e g + sqrt(2 e) xi,   g = grad log p,   e = 2 (snr |xi|/|g|)^2
///
/// with the norms of every image for itself, so that a sample does not depend on its batch (score_sde takes batch
/// means). Song et al., arXiv:2011.13456, algorithms 4 and 5. No corrector after the last prediction. Cost: one call a
/// corrector step beside the predictor's.
class PredictorCorrector final : public PathSampler {
  public:
    struct Options {
        CorrectorOrder order = CorrectorOrder::corrector_first;
        int corrector_steps = 1;  ///< 1..6
        double snr = 0.16;        ///< > 0
    };
    /// \param times those of the predictor.
    PredictorCorrector(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                       std::vector<double> times, std::unique_ptr<const ReverseSampler> predictor,
                       const Options& options);

    [[nodiscard]] at::Tensor step(const at::Tensor& x, int n, const NoiseStream& noise,
                                  const at::Tensor& label) const override;
    [[nodiscard]] int evaluations() const override;

  private:
    [[nodiscard]] at::Tensor correct(at::Tensor x, double t, int n, const NoiseStream& noise,
                                     const at::Tensor& label) const;

    std::unique_ptr<const ReverseSampler> predictor_;
    Options options_;
};

}  // namespace ebru
