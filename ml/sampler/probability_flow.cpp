#include "ml/sampler/probability_flow.hpp"

#include <ATen/ATen.h>

#include <utility>

#include "base/error.hpp"

namespace ebru {

at::Tensor flow_velocity(const Denoiser& denoiser, const MarginalPath& path, const at::Tensor& x,
                         std::span<const double> times, const at::Tensor& label) {
    const PathCoefficients at = coefficients_like(path.at(times), x);
    const Prediction prediction = denoiser.predict(x, times, label);
    return path.from_modes(at.mean_factor_rate * prediction.clean + at.standard_deviation_rate * prediction.noise);
}

ProbabilityFlow::ProbabilityFlow(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                                 std::vector<double> times, FlowMethod method)
    : PathSampler(std::move(denoiser), std::move(path), std::move(times)), method_(method) {}

at::Tensor ProbabilityFlow::velocity(const at::Tensor& x, double t, const at::Tensor& label) const {
    return flow_velocity(denoiser(), path(), x, std::span(&t, 1), label);
}

at::Tensor ProbabilityFlow::step(const at::Tensor& x, int n, const NoiseStream& /*noise*/,
                                 const at::Tensor& label) const {
    const double t = time(n);
    const double h = time(n) - time(n + 1);
    const at::Tensor first = velocity(x, t, label);
    if (method_ == FlowMethod::midpoint) {
        return x - h * velocity(x - 0.5 * h * first, t - 0.5 * h, label);
    }
    const at::Tensor end = x - h * first;
    // A diffusion's ds/dt has no limit at s = 0, and the end of an Euler step is E[x_0 | x] there.
    const bool ends_in_data = is_last(n) && time(n + 1) == 0.0;
    if (method_ == FlowMethod::euler || ends_in_data) {
        return end;
    }
    return x - 0.5 * h * (first + velocity(end, t - h, label));
}

int ProbabilityFlow::evaluations() const {
    if (method_ == FlowMethod::euler) {
        return steps();
    }
    return 2 * steps() - (method_ == FlowMethod::heun && time(steps()) == 0.0 ? 1 : 0);
}

}  // namespace ebru
