#pragma once

#include "grid/grid.hpp"
#include "ml/objective/marginal_path.hpp"
#include "solvers/spde/ou_moments.hpp"

namespace ebru {

/// The linear SPDE with additive white noise: an Ornstein-Uhlenbeck process in every cosine mode (numerics.md 5.6).
class CosineMarginals final : public MarginalPath {
  public:
    CosineMarginals(Grid grid, LinearCoefficients coefficients, std::vector<double> level_times, double first_time);

    [[nodiscard]] PathCoefficients at(std::span<const double> times) const override;
    [[nodiscard]] at::Tensor to_modes(const at::Tensor& x) const override;
    [[nodiscard]] at::Tensor from_modes(const at::Tensor& modes) const override;
    [[nodiscard]] const std::vector<double>& level_times() const override { return times_; }
    [[nodiscard]] double first_time() const override { return first_time_; }
    [[nodiscard]] std::string text() const override;

  private:
    Grid grid_;
    LinearCoefficients coefficients_;
    std::vector<double> times_;
    double first_time_;
    at::Tensor rows_;     ///< (Y, Y) double, orthonormal DCT-II matrix
    at::Tensor columns_;  ///< (X, X)
};

/// The orthonormal DCT-II as a matrix (n, n), double: row k is sqrt((2 - [k = 0])/n) cos(pi k (j + 1/2)/n).
at::Tensor cosine_matrix(int n);

}  // namespace ebru
