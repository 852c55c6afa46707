#include "ml/sampler/path_sampler.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "base/error.hpp"

namespace ebru {

std::vector<double> sampling_times(const MarginalPath& path, int steps, double end) {
    EBRU_EXPECT(steps >= 1 && end >= 0.0 && end < path.horizon());
    std::vector<double> times;
    if (path.discrete()) {
        const std::vector<double>& levels = path.level_times();
        const auto last = static_cast<int>(levels.size()) - 1;
        validate(steps <= last, fmt::format("sample.steps = {}", steps),
                 fmt::format("the process has {} levels and nothing between them", last),
                 fmt::format("give at most {}", last));
        for (int n = 0; n <= steps; ++n) {
            times.push_back(levels[static_cast<std::size_t>(std::llround(static_cast<double>(n) * last / steps))]);
        }
        return times;
    }
    for (int n = 0; n <= steps; ++n) {
        times.push_back(end + (path.horizon() - end) * n / steps);
    }
    return times;
}

PathSampler::PathSampler(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                         std::vector<double> times)
    : denoiser_(std::move(denoiser)), path_(std::move(path)), times_(std::move(times)) {
    EBRU_EXPECT(times_.size() >= 2);
}

PathCoefficients PathSampler::coefficients(double t, const at::Tensor& x) const {
    return coefficients_like(path_->at(std::span(&t, 1)), x);
}

Prediction PathSampler::predict(const at::Tensor& x, double t, const at::Tensor& label) const {
    return denoiser_->predict(x, std::span(&t, 1), label);
}

at::Tensor score_of(const Prediction& prediction, const PathCoefficients& at) {
    return -prediction.noise / at.standard_deviation;
}

Transition transition_between(const PathCoefficients& earlier, const PathCoefficients& later) {
    const at::Tensor ratio = later.mean_factor / earlier.mean_factor;
    return {ratio, later.standard_deviation.square() - ratio.square() * earlier.standard_deviation.square()};
}

}  // namespace ebru
