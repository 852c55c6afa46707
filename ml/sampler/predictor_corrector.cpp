#include "ml/sampler/predictor_corrector.hpp"

#include <ATen/ATen.h>

#include <utility>

#include "base/error.hpp"

namespace ebru {

PredictorCorrector::PredictorCorrector(std::unique_ptr<const ReverseSampler> predictor,
                                       std::unique_ptr<const LangevinLaw> law, const Options& options)
    : predictor_(std::move(predictor)), law_(std::move(law)), options_(options) {
    EBRU_EXPECT(predictor_ && law_);
    EBRU_EXPECT(options.snr > 0.0 && options.corrector_steps >= 1 && options.corrector_steps <= 6);
}

at::Tensor PredictorCorrector::correct(at::Tensor x, double t, int n, const NoiseStream& noise,
                                       const at::Tensor& label) const {
    for (int i = 0; i < options_.corrector_steps; ++i) {
        x = langevin_step(x, law_->drift(x, t, label), law_->noise(x, t, {noise, n, 1 + i}), options_.snr);
    }
    return x;
}

at::Tensor PredictorCorrector::step(const at::Tensor& x, int n, const NoiseStream& noise,
                                    const at::Tensor& label) const {
    if (options_.order == CorrectorOrder::corrector_first) {
        return predictor_->step(correct(x, time(n), n, noise, label), n, noise, label);
    }
    const at::Tensor predicted = predictor_->step(x, n, noise, label);
    return n + 1 == steps() ? predicted : correct(predicted, time(n + 1), n, noise, label);
}

int PredictorCorrector::evaluations() const {
    const int corrections = options_.order == CorrectorOrder::corrector_first ? steps() : steps() - 1;
    return predictor_->evaluations() + corrections * options_.corrector_steps;
}

}  // namespace ebru
