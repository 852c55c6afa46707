#pragma once

#include "ml/objective/marginal_path.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

/// DDPM, VP, VE and the optimal-transport path: one coefficient for all values.
class GaussianMarginals final : public MarginalPath {
  public:
    /// \param first_time > 0 (continuous kinds).
    GaussianMarginals(GaussianPath path, double first_time);

    [[nodiscard]] PathCoefficients at(std::span<const double> times) const override;
    [[nodiscard]] const std::vector<double>& level_times() const override { return times_; }
    [[nodiscard]] double first_time() const override { return first_time_; }
    [[nodiscard]] bool discrete() const override { return path_.kind() == GaussianKind::ddpm; }
    [[nodiscard]] std::string text() const override;
    [[nodiscard]] const GaussianPath& path() const { return path_; }

  private:
    [[nodiscard]] bool rate_is_finite(double t) const;

    GaussianPath path_;
    std::vector<double> times_;
    double first_time_;
};

}  // namespace ebru
