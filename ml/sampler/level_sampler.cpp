#include "ml/sampler/level_sampler.hpp"

#include <ATen/ATen.h>

#include <utility>

#include "base/error.hpp"
#include "base/planted_fault.hpp"

namespace ebru {

LevelWalk::LevelWalk(std::shared_ptr<const LevelModel> model, int levels, int window)
    : model_(std::move(model)), levels_(levels), window_(window) {
    EBRU_EXPECT(levels >= 1 && window >= 1 && levels % window == 0);
}

at::Tensor LevelWalk::less_degraded(const at::Tensor& x, int n, const at::Tensor& label) const {
    EBRU_EXPECT(n >= 0 && n < steps());
    return model_->less_degraded(x, level(n), label);
}

LevelSampler::LevelSampler(std::shared_ptr<const LevelModel> model, int levels, int window, double noise)
    : LevelWalk(std::move(model), levels, window), noise_(noise) {
    EBRU_EXPECT(noise >= 0.0);
}

at::Tensor LevelSampler::step(const at::Tensor& x, int n, const NoiseStream& noise, const at::Tensor& label) const {
    const bool is_noisy = noise_ > 0.0 && !(planted(Fault::noise_missing_at_prior) && n == 0);
    return less_degraded(is_noisy ? x + noise_ * noise.normal(x, n, 0) : x, n, label);
}

TweedieSampler::TweedieSampler(std::shared_ptr<const LevelModel> model, int levels, int window, NoiseRoot root)
    : LevelWalk(std::move(model), levels, window), root_(std::move(root)) {}

at::Tensor TweedieSampler::step(const at::Tensor& x, int n, const NoiseStream& noise, const at::Tensor& label) const {
    const at::Tensor mean = less_degraded(x, n, label);
    return is_last(n) && !planted(Fault::noise_after_last_step) ? mean : mean + root_(x, level(n), {noise, n, 0});
}

}  // namespace ebru
