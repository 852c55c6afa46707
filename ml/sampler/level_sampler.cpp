#include "ml/sampler/level_sampler.hpp"

#include <ATen/ATen.h>

#include <utility>

#include "base/error.hpp"

namespace ebru {

LevelSampler::LevelSampler(std::shared_ptr<const LevelModel> model, int levels, int window, double noise)
    : model_(std::move(model)), levels_(levels), window_(window), noise_(noise) {
    EBRU_EXPECT(levels >= 1 && window >= 1 && levels % window == 0 && noise >= 0.0);
}

at::Tensor LevelSampler::step(const at::Tensor& x, int n, const NoiseStream& noise, const at::Tensor& label) const {
    EBRU_EXPECT(n >= 0 && n < steps());
    const at::Tensor input = noise_ > 0.0 ? x + noise_ * noise.normal(x, n, 0) : x;
    return model_->less_degraded(input, levels_ - n * window_, label);
}

TweedieSampler::TweedieSampler(std::shared_ptr<const LevelModel> model, int levels, int window, NoiseRoot root)
    : model_(std::move(model)), levels_(levels), window_(window), root_(std::move(root)) {
    EBRU_EXPECT(levels >= 1 && window >= 1 && levels % window == 0);
}

at::Tensor TweedieSampler::step(const at::Tensor& x, int n, const NoiseStream& noise, const at::Tensor& label) const {
    EBRU_EXPECT(n >= 0 && n < steps());
    const int level = levels_ - n * window_;
    const at::Tensor mean = model_->less_degraded(x, level, label);
    return n + 1 < steps() ? mean + root_(x, level, n, noise) : mean;
}

}  // namespace ebru
