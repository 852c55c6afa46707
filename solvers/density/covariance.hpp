#pragma once

#include <span>
#include <string>
#include <vector>

namespace ebru {

/// A covariance matrix C in d dimensions, 1 <= d <= 64, kept as C = Q diag(lambda) Q^T: a C + b I has the same Q, so
/// that a Gaussian is followed through all times of a diffusion by one decomposition. Double precision; host.
class Covariance {
  public:
    static constexpr int most_dimensions = 64;

    /// variance I; variance > 0.
    static Covariance isotropic(int dimension, double variance);

    /// \param matrix (d, d); \param name of the matrix in messages, such as "density.covariances[2]".
    /// \throws UserError when it is not finite, not symmetric (to 1e-12 of its largest entry), or its smallest
    /// eigenvalue is not above d 2^-52 of its largest. Cost O(d^3).
    static Covariance from_matrix(int dimension, std::span<const double> matrix,
                                  const std::string& name = "covariance");

    [[nodiscard]] int dimension() const { return dimension_; }

    /// lambda, ascending, (d).
    [[nodiscard]] std::span<const double> eigenvalues() const { return eigenvalues_; }

    /// Q^T, (d, d): row j is the unit eigenvector of lambda_j.
    [[nodiscard]] std::span<const double> eigenvectors() const { return eigenvectors_; }

    /// C, (d, d).
    [[nodiscard]] std::vector<double> matrix() const;

    /// factor C + shift I. Needs factor >= 0 and a positive result. O(d), but for the copy of Q.
    [[nodiscard]] Covariance scaled(double factor, double shift) const;

    [[nodiscard]] double log_determinant() const;
    [[nodiscard]] double trace() const;
    [[nodiscard]] double trace_of_inverse() const;
    [[nodiscard]] double trace_of_squared_inverse() const;

    /// C^-1 x, C x and C^(1/2) x, (d). \param out may be x. O(d^2).
    void solve(std::span<const double> x, std::span<double> out) const;
    void multiply(std::span<const double> x, std::span<double> out) const;
    void multiply_root(std::span<const double> x, std::span<double> out) const;

    /// x^T C^-1 x. O(d^2).
    [[nodiscard]] double inverse_quadratic(std::span<const double> x) const;

  private:
    Covariance(int dimension, std::vector<double> eigenvalues, std::vector<double> eigenvectors);

    template <class Function>
    void apply(const Function& of_eigenvalue, std::span<const double> x, std::span<double> out) const;

    int dimension_;
    std::vector<double> eigenvalues_;
    std::vector<double> eigenvectors_;
};

/// a A + b B, (d) alike. \throws UserError as from_matrix. O(d^3).
Covariance combine(double a, const Covariance& first, double b, const Covariance& second);

}  // namespace ebru
