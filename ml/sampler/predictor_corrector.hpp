#pragma once

#include <memory>

#include "ml/sampler/langevin.hpp"
#include "ml/sampler/reverse_sampler.hpp"

namespace ebru {

/// When the corrector runs: score_sde corrects at t_n, then predicts; the SPDE paper's algorithm predicts, then
/// corrects at t_{n+1} (generative.md 2.3, item 14).
enum class CorrectorOrder { corrector_first, predictor_first };

/// A predictor with Langevin steps (langevin_step()) at fixed time, norms of every image for itself, so that a sample
/// does not depend on its batch (score_sde takes batch means). No corrector after the last prediction. Cost: one call a
/// corrector step beside the predictor's.
class PredictorCorrector final : public ReverseSampler {
  public:
    struct Options {
        CorrectorOrder order = CorrectorOrder::corrector_first;
        int corrector_steps = 1;  ///< 1..6
        double snr = 0.16;        ///< > 0
    };
    /// \param law by the predictor's time().
    PredictorCorrector(std::unique_ptr<const ReverseSampler> predictor, std::unique_ptr<const LangevinLaw> law,
                       const Options& options);

    [[nodiscard]] int steps() const override { return predictor_->steps(); }
    [[nodiscard]] at::Tensor step(const at::Tensor& x, int n, const NoiseStream& noise,
                                  const at::Tensor& label) const override;
    [[nodiscard]] double time(int n) const override { return predictor_->time(n); }
    [[nodiscard]] int evaluations() const override;

  private:
    [[nodiscard]] at::Tensor correct(at::Tensor x, double t, int n, const NoiseStream& noise,
                                     const at::Tensor& label) const;

    std::unique_ptr<const ReverseSampler> predictor_;
    std::unique_ptr<const LangevinLaw> law_;
    Options options_;
};

}  // namespace ebru
