#include "ml/sampler/reverse_sde.hpp"

#include <ATen/ATen.h>

#include <cmath>
#include <utility>

#include "base/error.hpp"

namespace ebru {

ReverseSdeSampler::ReverseSdeSampler(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                                     std::vector<double> times, double control)
    : PathSampler(std::move(denoiser), std::move(path), std::move(times)), control_(control) {
    EBRU_EXPECT(control >= 0.0 && control <= 1.0);
}

at::Tensor ReverseSdeSampler::step(const at::Tensor& x, int n, const NoiseStream& noise,
                                   const at::Tensor& label) const {
    const PathCoefficients at = coefficients(time(n), x);
    const double h = time(n) - time(n + 1);
    const at::Tensor diffusion = at.squared_diffusion();
    const at::Tensor score = score_of(predict(x, time(n), label), at);
    const at::Tensor modes = path().to_modes(x);
    at::Tensor next = modes - h * (at.drift_rate() * modes - 0.5 * (1.0 + control_) * diffusion * score);
    if (control_ > 0.0 && !is_last(n)) {
        next = next + (control_ * h * diffusion).sqrt() * noise.normal(x, n, 0);
    }
    return path().from_modes(next);
}

at::Tensor ReverseDiffusionSampler::step(const at::Tensor& x, int n, const NoiseStream& noise,
                                         const at::Tensor& label) const {
    const PathCoefficients later = coefficients(time(n), x);
    const Transition transition = transition_between(coefficients(time(n + 1), x), later);
    const at::Tensor score = score_of(predict(x, time(n), label), later);
    at::Tensor next = (2.0 - transition.ratio) * path().to_modes(x) + transition.variance * score;
    if (!is_last(n)) {
        next = next + transition.variance.sqrt() * noise.normal(x, n, 0);
    }
    return path().from_modes(next);
}

}  // namespace ebru
