#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "ml/sampler/probability_flow.hpp"

namespace ebru {

namespace {

constexpr int stages = 7;

// Dormand and Prince (1980), table 2: nodes, the lower triangle, and the difference of the two orders' weights. The
// fifth-order solution is the last stage's point (first same as last).
constexpr std::array<double, stages> node{0.0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1.0, 1.0};
constexpr double stage_weight[stages][stages - 1] = {
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0.0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
};
constexpr std::array<double, stages> error_weight{71.0 / 57600,      0.0,        -71.0 / 16695, 71.0 / 1920,
                                                  -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

at::Tensor per_image(const std::vector<double>& values, const at::Tensor& like) {
    return at::tensor(values, at::kDouble).to(like.options()).reshape({-1, 1, 1, 1});
}

/// The images of one batch, each at its own time with its own step.
class ImagesInFlow {
  public:
    ImagesInFlow(const Denoiser& denoiser, const MarginalPath& path, at::Tensor x, double from, double to,
                 at::Tensor label)
        : denoiser_(denoiser),
          path_(path),
          x_(std::move(x)),
          label_(std::move(label)),
          to_(to),
          time_(static_cast<std::size_t>(x_.size(0)), from),
          step_(time_.size(), (from - to) / 8.0) {}

    [[nodiscard]] bool arrived() const {
        return std::all_of(time_.begin(), time_.end(), [&](double t) { return t == to_; });
    }

    /// One attempt for every image that has not arrived; the others' is of length zero.
    void attempt(double tolerance) {
        clip_steps();
        const at::Tensor h = per_image(step_, x_);
        std::array<at::Tensor, stages> slope;
        at::Tensor point = x_;
        at::Tensor error = at::zeros_like(x_);
        for (int i = 0; i < stages; ++i) {
            const auto s = static_cast<std::size_t>(i);
            point = x_;
            for (int j = 0; j < i; ++j) {
                point = point - h * stage_weight[i][j] * slope[static_cast<std::size_t>(j)];
            }
            std::vector<double> times(time_.size());
            std::transform(time_.begin(), time_.end(), step_.begin(), times.begin(),
                           [&](double t, double step) { return std::max(t - node[s] * step, to_); });
            slope[s] = flow_velocity(denoiser_, path_, point, times, label_);
            error = error + h * error_weight[s] * slope[s];
        }
        const at::Tensor scale = tolerance * (1.0 + at::maximum(x_.abs(), point.abs()));
        const at::Tensor ratio = (error / scale).square().mean({1, 2, 3}).sqrt().to(at::kCPU, at::kDouble);
        accept(point, ratio);
    }

    [[nodiscard]] const at::Tensor& images() const { return x_; }

  private:
    void clip_steps() {
        for (std::size_t b = 0; b < time_.size(); ++b) {
            step_[b] = std::min(step_[b], time_[b] - to_);
        }
    }

    void accept(const at::Tensor& point, const at::Tensor& ratio) {
        const auto* error = ratio.data_ptr<double>();
        std::vector<double> taken(time_.size());
        for (std::size_t b = 0; b < time_.size(); ++b) {
            const bool good = error[b] <= 1.0;
            taken[b] = good ? 1.0 : 0.0;
            const bool reaches = step_[b] == time_[b] - to_;
            if (good) {
                time_[b] = reaches ? to_ : time_[b] - step_[b];
            }
            EBRU_ASSERT(std::isfinite(error[b]));
            step_[b] *= std::clamp(0.9 * std::pow(std::max(error[b], 1e-10), -0.2), 0.2, 5.0);
        }
        x_ = at::where(per_image(taken, x_) > 0.5, point, x_);
    }

    const Denoiser& denoiser_;
    const MarginalPath& path_;
    at::Tensor x_;
    at::Tensor label_;
    double to_;
    std::vector<double> time_;
    std::vector<double> step_;
};

}  // namespace

AdaptiveFlow::AdaptiveFlow(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                           std::vector<double> times, double tolerance)
    : PathSampler(std::move(denoiser), std::move(path), std::move(times)), tolerance_(tolerance) {
    EBRU_EXPECT(tolerance > 0.0);
}

at::Tensor AdaptiveFlow::step(const at::Tensor& x, int n, const NoiseStream& /*noise*/, const at::Tensor& label) const {
    ImagesInFlow images(denoiser(), path(), x, time(n), time(n + 1), label);
    while (!images.arrived()) {
        images.attempt(tolerance_);
    }
    return images.images();
}

}  // namespace ebru
