#include "ml/sampler/denoiser.hpp"

#include <ATen/ATen.h>

#include <utility>

namespace ebru {

LearnedDenoiser::LearnedDenoiser(GuidedNetwork network, MarginalTarget target, std::shared_ptr<const MarginalPath> path)
    : network_(std::move(network)), target_(target), path_(std::move(path)) {}

Prediction LearnedDenoiser::predict(const at::Tensor& x, std::span<const double> times, const at::Tensor& label) const {
    const at::Tensor output = network_.output(x, marginal_time_label(target_, *path_, times), label);
    return prediction_of(target_, coefficients_like(path_->at(times), x), path_->to_modes(x),
                         path_->to_modes(output.to(x.scalar_type())));
}

}  // namespace ebru
