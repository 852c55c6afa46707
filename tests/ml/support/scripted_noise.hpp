#pragma once

#include <ATen/ATen.h>

#include <cmath>
#include <vector>

#include "ml/sampler/noise_stream.hpp"
#include "ml/sampler/reverse_sampler.hpp"

namespace ebru::test {

/// 1 at one (step, use) and 0 elsewhere; keeps a list of what was asked for.
class ScriptedNoise final : public NoiseStream {
  public:
    ScriptedNoise() = default;
    ScriptedNoise(int step, int use) : step_(step), use_(use) {}

    [[nodiscard]] at::Tensor normal(const at::Tensor& x, int step, int use) const override {
        asked_.push_back(step);
        return step == step_ && use == use_ ? at::ones_like(x) : at::zeros_like(x);
    }
    [[nodiscard]] const std::vector<int>& asked() const { return asked_; }

  private:
    int step_ = -1;
    int use_ = 0;
    mutable std::vector<int> asked_;
};

inline at::Tensor walk(const ReverseSampler& sampler, at::Tensor x, const NoiseStream& noise) {
    for (int n = 0; n < sampler.steps(); ++n) {
        x = sampler.step(x, n, noise, {});
    }
    return x;
}

/// Exact variance of one value at the end of a sampler that is linear in state and noise: gain^2 of the prior plus the
/// squared gains of the noises of all steps.
inline double end_variance(const ReverseSampler& sampler, double prior_variance) {
    const at::Tensor one = at::ones({1, 1, 1, 1}, at::kDouble);
    const double gain = walk(sampler, one, ScriptedNoise()).item<double>();
    double variance = gain * gain * prior_variance;
    for (int n = 0; n < sampler.steps(); ++n) {
        const double from_noise = walk(sampler, at::zeros_like(one), ScriptedNoise(n, 0)).item<double>();
        variance += from_noise * from_noise;
    }
    return variance;
}

}  // namespace ebru::test
