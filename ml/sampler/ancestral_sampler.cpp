#include "ml/sampler/ancestral_sampler.hpp"

#include <ATen/ATen.h>

#include <utility>

#include "base/error.hpp"
#include "base/planted_fault.hpp"

namespace ebru {

AncestralSampler::AncestralSampler(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                                   std::vector<double> times, const Options& options)
    : PathSampler(std::move(denoiser), std::move(path), std::move(times)), options_(options) {
    EBRU_EXPECT(options.data_deviation > 0.0);
}

at::Tensor AncestralSampler::variance(const PathCoefficients& earlier, const PathCoefficients& later,
                                      const Transition& transition) const {
    const at::Tensor& v = transition.variance;
    switch (options_.variance) {
        case ReverseVariance::posterior:
            if (planted(Fault::posterior_is_forward)) {
                return v;
            }
            return v * earlier.standard_deviation.square() / later.standard_deviation.square();
        case ReverseVariance::forward:
            return v;
        case ReverseVariance::data: {
            const double data = options_.data_deviation * options_.data_deviation;
            const at::Tensor marginal = data * earlier.mean_factor.square() + earlier.standard_deviation.square();
            return marginal * v / (transition.ratio.square() * marginal + v);
        }
    }
    EBRU_ASSERT(!"a variance has a formula");
}

at::Tensor AncestralSampler::step(const at::Tensor& x, int n, const NoiseStream& noise, const at::Tensor& label) const {
    const PathCoefficients later = coefficients(time(n), x);
    const PathCoefficients earlier = coefficients(time(n + 1), x);
    const Transition transition = transition_between(earlier, later);
    at::Tensor clean = predict(x, time(n), label).clean;
    if (options_.clip) {
        clean = path().to_modes(path().from_modes(clean).clamp(options_.clip->low, options_.clip->high));
    }
    const at::Tensor later_variance = later.standard_deviation.square();
    at::Tensor next = transition.ratio * earlier.standard_deviation.square() / later_variance * path().to_modes(x) +
                      earlier.mean_factor * transition.variance / later_variance * clean;
    if (!is_last(n)) {
        next = next + variance(earlier, later, transition).sqrt() * noise.normal(x, n, 0);
    }
    return path().from_modes(next);
}

}  // namespace ebru
