#pragma once

#include <span>
#include <vector>

#include "solvers/density/covariance.hpp"

namespace ebru {

struct MixtureComponent {
    double weight;             ///< > 0
    std::vector<double> mean;  ///< (d)
    Covariance covariance;
};

/// rho(x) = sum_i w_i N(x; m_i, C_i) in d dimensions, sum_i w_i = 1. Everything about it is exact; sums over components
/// are taken relative to the largest logarithm, so that nothing underflows far out. Double precision; host; O(M d^2) a
/// point for M components.
class GaussianMixture {
  public:
    /// Weights are divided by their sum.
    /// \throws UserError when there is no component, a weight is not positive and finite, a mean is not finite, or
    /// dimensions differ.
    explicit GaussianMixture(std::vector<MixtureComponent> components);

    [[nodiscard]] int dimension() const { return components_.front().covariance.dimension(); }
    [[nodiscard]] const std::vector<MixtureComponent>& components() const { return components_; }

    [[nodiscard]] double density(std::span<const double> x) const;
    [[nodiscard]] double log_density(std::span<const double> x) const;

    /// grad log rho = sum_i r_i(x) (-C_i^-1 (x - m_i)), r_i the responsibilities. \param score (d), may be x.
    void score(std::span<const double> x, std::span<double> score) const;

    /// r_i(x) = w_i N(x; m_i, C_i)/rho(x). \param shares (M)
    void responsibilities(std::span<const double> x, std::span<double> shares) const;

    /// lap rho and lap lap rho. For one Gaussian, y = C^-1 (x - m): rho (|y|^2 - tr C^-1) and
    /// rho [(|y|^2 - tr C^-1)^2 - 4 y^T C^-1 y + 2 tr C^-2].
    [[nodiscard]] double laplacian(std::span<const double> x) const;
    [[nodiscard]] double bilaplacian(std::span<const double> x) const;

    /// The law of factor x + sqrt(variance) xi, xi standard normal: means factor m_i, covariances factor^2 C_i +
    /// variance I. What a Gaussian forward process makes of the data (numerics.md 6.3).
    [[nodiscard]] GaussianMixture after(double factor, double variance) const;

    /// The law of x + shift.
    [[nodiscard]] GaussianMixture moved(std::span<const double> shift) const;

    /// Of the whole mixture: (d) and (d, d).
    [[nodiscard]] std::vector<double> mean() const;
    [[nodiscard]] std::vector<double> covariance() const;

  private:
    /// log(w_i N(x; m_i, C_i)) of every component
    [[nodiscard]] std::vector<double> log_terms(std::span<const double> x) const;

    std::vector<MixtureComponent> components_;
};

}  // namespace ebru
