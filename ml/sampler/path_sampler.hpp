#pragma once

#include <memory>
#include <span>
#include <vector>

#include "ml/sampler/denoiser.hpp"
#include "ml/sampler/reverse_sampler.hpp"

namespace ebru {

/// Times tau_0 < tau_1 < .. < tau_N that a sampler steps down through; tau_N is the prior's.
///
/// Discrete paths: N of the K levels, as evenly as whole numbers allow, and t_0 = 0. Others: equal in t from
/// `end` to the horizon. \param steps N, 1..K where discrete. \throws UserError
std::vector<double> sampling_times(const MarginalPath& path, int steps, double end);

/// What the samplers of normal marginals share: the path, its times, and the denoiser. The arithmetic of a step is in
/// the path's modes, elementwise; states handed in and out are images.
class PathSampler : public ReverseSampler {
  public:
    /// \param times of sampling_times().
    PathSampler(std::shared_ptr<const Denoiser> denoiser, std::shared_ptr<const MarginalPath> path,
                std::vector<double> times);

    [[nodiscard]] int steps() const override { return static_cast<int>(times_.size()) - 1; }
    [[nodiscard]] double time(int n) const override { return times_[times_.size() - 1 - static_cast<std::size_t>(n)]; }
    [[nodiscard]] int evaluations() const override { return steps(); }

  protected:
    /// The coefficients at one time, like x.
    [[nodiscard]] PathCoefficients coefficients(double t, const at::Tensor& x) const;
    [[nodiscard]] Prediction predict(const at::Tensor& x, double t, const at::Tensor& label) const;
    [[nodiscard]] bool is_last(int n) const { return n + 1 == steps(); }
    [[nodiscard]] const MarginalPath& path() const { return *path_; }
    [[nodiscard]] const Denoiser& denoiser() const { return *denoiser_; }

  private:
    std::shared_ptr<const Denoiser> denoiser_;
    std::shared_ptr<const MarginalPath> path_;
    std::vector<double> times_;
};

/// grad log p = -E[eps | x]/s, in modes.
at::Tensor score_of(const Prediction& prediction, const PathCoefficients& coefficients);

/// The forward transition x_t = ratio x_s + sqrt(variance) xi between two times s < t of a path.
struct Transition {
    at::Tensor ratio;     ///< a_t/a_s
    at::Tensor variance;  ///< s_t^2 - ratio^2 s_s^2
};
Transition transition_between(const PathCoefficients& earlier, const PathCoefficients& later);

}  // namespace ebru
