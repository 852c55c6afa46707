#pragma once

#include <ATen/ATen.h>

#include <utility>
#include <vector>

#include "ml/objective/marginal_path.hpp"
#include "ml/sampler/noise_stream.hpp"
#include "ml/sampler/reverse_sampler.hpp"

namespace ebru::test {

/// 1, or a given image, at one (step, use) and 0 elsewhere; keeps a list of what was asked for.
class ScriptedNoise final : public NoiseStream {
  public:
    ScriptedNoise() = default;
    ScriptedNoise(int step, int use, at::Tensor image = {}) : step_(step), use_(use), image_(std::move(image)) {}

    [[nodiscard]] at::Tensor normal(const at::Tensor& x, int step, int use) const override {
        asked_.push_back(step);
        if (step != step_ || use != use_) {
            return at::zeros_like(x);
        }
        return image_.defined() ? image_ : at::ones_like(x);
    }
    [[nodiscard]] const std::vector<int>& asked() const { return asked_; }

  private:
    int step_ = -1;
    int use_ = 0;
    at::Tensor image_;
    mutable std::vector<int> asked_;
};

inline at::Tensor walk(const ReverseSampler& sampler, at::Tensor x, const NoiseStream& noise) {
    for (int n = 0; n < sampler.steps(); ++n) {
        x = sampler.step(x, n, noise, {});
    }
    return x;
}

/// Exact variance of every mode at the end of a sampler that is linear in state and noise and mixes no modes of
/// `basis`: gain^2 of the prior plus the squared gains of the noises of all steps.
/// \param prior_variance (1, 1, Y, X). \param noise the normals of which every mode is 1, for a sampler that takes them
/// as an image; undefined for one that takes them as modes.
inline at::Tensor end_variances(const ReverseSampler& sampler, const at::Tensor& prior_variance,
                                const MarginalPath& basis, const at::Tensor& noise = {}) {
    const at::Tensor one = basis.from_modes(at::ones_like(prior_variance));
    at::Tensor variance = basis.to_modes(walk(sampler, one, ScriptedNoise())).square() * prior_variance;
    for (int n = 0; n < sampler.steps(); ++n) {
        variance += basis.to_modes(walk(sampler, at::zeros_like(one), ScriptedNoise(n, 0, noise))).square();
    }
    return variance;
}

}  // namespace ebru::test
