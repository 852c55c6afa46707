#include "solvers/density/covariance.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.hpp"

namespace ebru {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

void check_symmetric(const Matrix& matrix, const std::string& name) {
    validate(matrix.allFinite(), name + " holds a number that is not finite", "it is a covariance matrix",
             "give finite numbers");
    constexpr double round_off = 1e-12;
    const double asymmetry = (matrix - matrix.transpose()).cwiseAbs().maxCoeff();
    validate(asymmetry <= round_off * matrix.cwiseAbs().maxCoeff(),
             fmt::format("{} is not symmetric (entries (i,j) and (j,i) differ by {:.3g})", name, asymmetry),
             "a covariance matrix is symmetric", "give both entries of a pair the same value");
}

void check_positive(const Eigen::VectorXd& ascending, const std::string& name) {
    const double smallest = ascending.minCoeff();
    const double largest = ascending.maxCoeff();
    validate(largest > 0.0 &&
                 smallest > static_cast<double>(ascending.size()) * std::numeric_limits<double>::epsilon() * largest,
             fmt::format("{} is singular or not positive (eigenvalues {:.3g} .. {:.3g})", name, smallest, largest),
             "a Gaussian needs a width in every direction", "give a symmetric matrix with positive eigenvalues");
}

}  // namespace

Covariance::Covariance(int dimension, std::vector<double> eigenvalues, std::vector<double> eigenvectors)
    : dimension_(dimension), eigenvalues_(std::move(eigenvalues)), eigenvectors_(std::move(eigenvectors)) {}

Covariance Covariance::isotropic(int dimension, double variance) {
    EBRU_EXPECT(dimension >= 1 && dimension <= most_dimensions && variance > 0.0);
    const auto d = static_cast<std::size_t>(dimension);
    std::vector<double> identity(d * d, 0.0);
    for (std::size_t i = 0; i < d; ++i) {
        identity[i * d + i] = 1.0;
    }
    return {dimension, std::vector<double>(d, variance), std::move(identity)};
}

Covariance Covariance::from_matrix(int dimension, std::span<const double> matrix, const std::string& name) {
    EBRU_EXPECT(dimension >= 1 && dimension <= most_dimensions);
    const auto d = static_cast<std::size_t>(dimension);
    EBRU_EXPECT(matrix.size() == d * d);
    const Matrix given = Eigen::Map<const Matrix>(matrix.data(), dimension, dimension);
    check_symmetric(given, name);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(0.5 * (given + given.transpose()));
    check_positive(solver.eigenvalues(), name);
    std::vector<double> values(solver.eigenvalues().data(), solver.eigenvalues().data() + dimension);
    std::vector<double> vectors(d * d);
    Eigen::Map<Matrix>(vectors.data(), dimension, dimension) = solver.eigenvectors().transpose();
    return {dimension, std::move(values), std::move(vectors)};
}

std::vector<double> Covariance::matrix() const {
    const auto d = static_cast<std::size_t>(dimension_);
    std::vector<double> full(d * d);
    const Eigen::Map<const Matrix> rows(eigenvectors_.data(), dimension_, dimension_);
    const Eigen::Map<const Eigen::VectorXd> values(eigenvalues_.data(), dimension_);
    const Matrix product = rows.transpose() * values.asDiagonal() * rows;
    Eigen::Map<Matrix>(full.data(), dimension_, dimension_) = 0.5 * (product + product.transpose());
    return full;
}

Covariance Covariance::scaled(double factor, double shift) const {
    std::vector<double> values(eigenvalues_);
    for (double& value : values) {
        value = factor * value + shift;
        EBRU_EXPECT(value > 0.0);
    }
    return {dimension_, std::move(values), eigenvectors_};
}

double Covariance::log_determinant() const {
    double sum = 0.0;
    for (const double value : eigenvalues_) {
        sum += std::log(value);
    }
    return sum;
}

double Covariance::trace() const {
    return std::accumulate(eigenvalues_.begin(), eigenvalues_.end(), 0.0);
}

double Covariance::trace_of_inverse() const {
    double sum = 0.0;
    for (const double value : eigenvalues_) {
        sum += 1.0 / value;
    }
    return sum;
}

double Covariance::trace_of_squared_inverse() const {
    double sum = 0.0;
    for (const double value : eigenvalues_) {
        sum += 1.0 / (value * value);
    }
    return sum;
}

template <class Function>
void Covariance::apply(const Function& of_eigenvalue, std::span<const double> x, std::span<double> out) const {
    const auto d = static_cast<std::size_t>(dimension_);
    EBRU_EXPECT(x.size() == d && out.size() == d);
    std::array<double, Covariance::most_dimensions> sum{};
    for (std::size_t j = 0; j < d; ++j) {
        const double* vector = &eigenvectors_[j * d];
        const double part = of_eigenvalue(eigenvalues_[j]) * std::inner_product(x.begin(), x.end(), vector, 0.0);
        for (std::size_t i = 0; i < d; ++i) {
            sum[i] += part * vector[i];
        }
    }
    std::copy_n(sum.begin(), d, out.begin());
}

void Covariance::solve(std::span<const double> x, std::span<double> out) const {
    apply([](double value) { return 1.0 / value; }, x, out);
}

void Covariance::multiply(std::span<const double> x, std::span<double> out) const {
    apply([](double value) { return value; }, x, out);
}

void Covariance::multiply_root(std::span<const double> x, std::span<double> out) const {
    apply([](double value) { return std::sqrt(value); }, x, out);
}

double Covariance::inverse_quadratic(std::span<const double> x) const {
    const auto d = static_cast<std::size_t>(dimension_);
    EBRU_EXPECT(x.size() == d);
    double sum = 0.0;
    for (std::size_t j = 0; j < d; ++j) {
        const double part = std::inner_product(x.begin(), x.end(), &eigenvectors_[j * d], 0.0);
        sum += part * part / eigenvalues_[j];
    }
    return sum;
}

Covariance combine(double a, const Covariance& first, double b, const Covariance& second) {
    EBRU_EXPECT(first.dimension() == second.dimension());
    std::vector<double> sum = first.matrix();
    const std::vector<double> other = second.matrix();
    for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] = a * sum[i] + b * other[i];
    }
    return Covariance::from_matrix(first.dimension(), sum);
}

}  // namespace ebru
