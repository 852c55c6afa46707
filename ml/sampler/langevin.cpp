#include "ml/sampler/langevin.hpp"

#include <ATen/ATen.h>

#include <span>
#include <utility>

#include "ml/sampler/path_sampler.hpp"

namespace ebru {

namespace {

/// (B, 1, 1, 1): Euclidean norm of every image.
at::Tensor norm_of(const at::Tensor& x) {
    return x.flatten(1).norm(2, 1).reshape({-1, 1, 1, 1});
}

}  // namespace

PathLaw::PathLaw(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path)
    : denoiser_(std::move(denoiser)), path_(std::move(path)) {}

at::Tensor PathLaw::drift(const at::Tensor& x, double time, const at::Tensor& label) const {
    const std::span<const double> times(&time, 1);
    const PathCoefficients at = coefficients_like(path_->at(times), x);
    return path_->from_modes(score_of(denoiser_->predict(x, times, label), at));
}

at::Tensor PathLaw::noise(const at::Tensor& x, double /*time*/, const NormalDraw& draw) const {
    return draw.like(x);
}

at::Tensor langevin_step(const at::Tensor& x, const at::Tensor& drift, const at::Tensor& noise, double snr) {
    const at::Tensor length = 2.0 * (snr * norm_of(noise) / norm_of(drift)).square();
    return x + length * drift + (2.0 * length).sqrt() * noise;
}

}  // namespace ebru
