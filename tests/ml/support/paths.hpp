#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ml/objective/cosine_marginals.hpp"
#include "ml/objective/gaussian_marginals.hpp"

namespace ebru::test {

inline std::shared_ptr<const MarginalPath> gaussian_path(GaussianKind kind, double first_time, int levels = 100) {
    GaussianParameters parameters;
    parameters.kind = kind;
    parameters.levels = levels;
    if (kind == GaussianKind::vp) {
        parameters.beta_min = 0.1;
        parameters.beta_max = 20.0;
    }
    if (kind == GaussianKind::ve) {
        parameters.sigma_max = 10.0;
    }
    return std::make_shared<GaussianMarginals>(GaussianPath(parameters), first_time);
}

/// dU = -mu U dt alpha_1 + alpha_2 dW on 5 x 6 cells, T = 1.
inline std::shared_ptr<const MarginalPath> cosine_path(std::vector<double> level_times = {0.0, 0.5, 1.0}) {
    const IntensitySchedule drift(
        {.kind = IntensityKind::geometric, .alpha_min = 0.5, .alpha_max = 4.0, .power = 1.0, .horizon = 1.0}, "drift");
    const IntensitySchedule noise(
        {.kind = IntensityKind::geometric, .alpha_min = 0.1, .alpha_max = 0.5, .power = 1.0, .horizon = 1.0}, "noise");
    return std::make_shared<CosineMarginals>(Grid{5, 6}, LinearCoefficients::from_schedules(drift, noise),
                                             std::move(level_times), 1e-3);
}

/// A path of which only the levels' times are drawn and sampled; their coefficients are computed once.
class LevelsOf final : public MarginalPath {
  public:
    explicit LevelsOf(std::shared_ptr<const MarginalPath> path)
        : path_(std::move(path)), coefficients_(path_->at(path_->level_times())) {}

    /// \param times of levels.
    [[nodiscard]] PathCoefficients at(std::span<const double> times) const override {
        const std::vector<double>& levels = path_->level_times();
        std::vector<std::int64_t> index;
        for (const double t : times) {
            index.push_back(std::lower_bound(levels.begin(), levels.end(), t) - levels.begin());
        }
        const at::Tensor chosen = at::tensor(index);
        return {coefficients_.mean_factor.index_select(0, chosen),
                coefficients_.standard_deviation.index_select(0, chosen),
                coefficients_.mean_factor_rate.index_select(0, chosen),
                coefficients_.standard_deviation_rate.index_select(0, chosen)};
    }
    [[nodiscard]] at::Tensor to_modes(const at::Tensor& x) const override { return path_->to_modes(x); }
    [[nodiscard]] at::Tensor from_modes(const at::Tensor& modes) const override { return path_->from_modes(modes); }
    [[nodiscard]] const std::vector<double>& level_times() const override { return path_->level_times(); }
    [[nodiscard]] double first_time() const override { return path_->first_time(); }
    [[nodiscard]] bool discrete() const override { return true; }
    [[nodiscard]] std::string text() const override { return path_->text(); }

  private:
    std::shared_ptr<const MarginalPath> path_;
    PathCoefficients coefficients_;
};

}  // namespace ebru::test
