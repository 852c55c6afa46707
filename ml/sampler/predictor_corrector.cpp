#include "ml/sampler/predictor_corrector.hpp"

#include <ATen/ATen.h>

#include <utility>

#include "base/error.hpp"

namespace ebru {

namespace {

/// (B, 1, 1, 1): Euclidean norm of every image.
at::Tensor norm_of(const at::Tensor& x) {
    return x.flatten(1).norm(2, 1).reshape({-1, 1, 1, 1});
}

}  // namespace

PredictorCorrector::PredictorCorrector(std::shared_ptr<const Denoiser> denoiser,
                                       std::shared_ptr<const MarginalPath> path, std::vector<double> times,
                                       std::unique_ptr<const ReverseSampler> predictor, const Options& options)
    : PathSampler(std::move(denoiser), std::move(path), std::move(times)),
      predictor_(std::move(predictor)),
      options_(options) {
    EBRU_EXPECT(predictor_ && predictor_->steps() == steps());
    EBRU_EXPECT(options.snr > 0.0 && options.corrector_steps >= 1 && options.corrector_steps <= 6);
}

at::Tensor PredictorCorrector::correct(at::Tensor x, double t, int n, const NoiseStream& noise,
                                       const at::Tensor& label) const {
    const PathCoefficients at = coefficients(t, x);
    for (int i = 0; i < options_.corrector_steps; ++i) {
        const at::Tensor score = path().from_modes(score_of(predict(x, t, label), at));
        const at::Tensor xi = noise.normal(x, n, 1 + i);
        const at::Tensor step = 2.0 * (options_.snr * norm_of(xi) / norm_of(score)).square();
        x = x + step * score + (2.0 * step).sqrt() * xi;
    }
    return x;
}

at::Tensor PredictorCorrector::step(const at::Tensor& x, int n, const NoiseStream& noise,
                                    const at::Tensor& label) const {
    if (options_.order == CorrectorOrder::corrector_first) {
        return predictor_->step(correct(x, time(n), n, noise, label), n, noise, label);
    }
    const at::Tensor predicted = predictor_->step(x, n, noise, label);
    return is_last(n) ? predicted : correct(predicted, time(n + 1), n, noise, label);
}

int PredictorCorrector::evaluations() const {
    const int corrections = options_.order == CorrectorOrder::corrector_first ? steps() : steps() - 1;
    return predictor_->evaluations() + corrections * options_.corrector_steps;
}

}  // namespace ebru
