#include "validation/taylor_aris/poiseuille_mode.hpp"

#include <cmath>
#include <cstdlib>
#include <numbers>
#include <utility>

namespace ebru {

namespace {

using Complex = std::complex<double>;
using Vector = std::vector<Complex>;

constexpr double pi = std::numbers::pi;
constexpr int cosines = 96;

/// Dense square matrix, (row, column).
struct Matrix {
    Vector values = Vector(static_cast<std::size_t>(cosines) * cosines);
    Complex& operator()(int row, int column) { return values[static_cast<std::size_t>(row) * cosines + column]; }
};

/// Coefficient of cos(2 pi m y) in 4 y (1 - y).
double poiseuille_coefficient(int m) {
    return m == 0 ? 2.0 / 3.0 : -4.0 / (pi * pi * m * m);
}

/// <e_i, 4 y (1 - y) e_j> in the orthonormal cosines.
double poiseuille_element(int i, int j) {
    if (i == 0 || j == 0) {
        return poiseuille_coefficient(i + j) / (i == j ? 1.0 : std::numbers::sqrt2);
    }
    const double difference = i == j ? 2.0 * poiseuille_coefficient(0) : poiseuille_coefficient(std::abs(i - j));
    return 0.5 * (difference + poiseuille_coefficient(i + j));
}

/// The operator less `shift` times the identity; symmetric, not Hermitian.
Matrix shifted_operator(double peclet, double k, Complex shift) {
    Matrix matrix;
    for (int i = 0; i < cosines; ++i) {
        for (int j = 0; j < cosines; ++j) {
            matrix(i, j) = Complex(0.0, -k * peclet * poiseuille_element(i, j));
        }
        matrix(i, i) -= k * k + 4.0 * pi * pi * i * i + shift;
    }
    return matrix;
}

/// Gaussian elimination with row exchanges.
Vector solve(Matrix matrix, Vector right) {
    for (int column = 0; column < cosines; ++column) {
        int pivot = column;
        for (int row = column + 1; row < cosines; ++row) {
            pivot = std::abs(matrix(row, column)) > std::abs(matrix(pivot, column)) ? row : pivot;
        }
        std::swap(right[column], right[pivot]);
        for (int j = column; j < cosines; ++j) {
            std::swap(matrix(column, j), matrix(pivot, j));
        }
        for (int row = column + 1; row < cosines; ++row) {
            const Complex factor = matrix(row, column) / matrix(column, column);
            for (int j = column; j < cosines; ++j) {
                matrix(row, j) -= factor * matrix(column, j);
            }
            right[row] -= factor * right[column];
        }
    }
    for (int row = cosines - 1; row >= 0; --row) {
        for (int j = row + 1; j < cosines; ++j) {
            right[row] -= matrix(row, j) * right[j];
        }
        right[row] /= matrix(row, row);
    }
    return right;
}

/// x^T y, not conjugated: what is stationary at eigenvectors of a symmetric matrix.
Complex product(const Vector& x, const Vector& y) {
    Complex sum = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        sum += x[i] * y[i];
    }
    return sum;
}

/// One Rayleigh quotient iteration: x <- (A - rate)^-1 x, scaled to x^T x = 1; rate <- x^T A x. Returns its change.
double iterate(double peclet, double k, PoiseuilleMode& mode) {
    Vector next = solve(shifted_operator(peclet, k, mode.rate), mode.coefficients);
    const Complex step = product(mode.coefficients, next);  // 1/(eigenvalue - rate) when converged
    const Complex square = product(next, next);
    // x^T A x = rate + x^T (A - rate) x, and (A - rate) next = the vector before.
    const Complex change = step / square;
    const Complex size = std::sqrt(square);
    for (Complex& value : next) {
        value /= size;
    }
    mode.coefficients = std::move(next);
    mode.rate += change;
    return std::abs(change);
}

}  // namespace

Complex PoiseuilleMode::profile(double y) const {
    Complex sum = coefficients[0];
    for (std::size_t m = 1; m < coefficients.size(); ++m) {
        sum += std::numbers::sqrt2 * coefficients[m] * std::cos(2.0 * pi * static_cast<double>(m) * y);
    }
    return sum;
}

PoiseuilleMode poiseuille_mode(double peclet_of_width, double wavenumber) {
    constexpr double stride = 0.3;  // in k, over which a mode changes little
    constexpr int iterations = 8;
    constexpr double converged = 1e-12;
    const int continuations = static_cast<int>(std::ceil(wavenumber / stride));
    PoiseuilleMode mode;
    mode.coefficients.assign(cosines, 0.0);
    mode.coefficients[0] = 1.0;
    double before = 0.0;
    for (int c = 1; c <= continuations; ++c) {
        const double k = wavenumber * c / continuations;
        // From the k before: the mean flow's part of the rate grows with k, the decay with its square.
        mode.rate = before == 0.0
                        ? Complex(-taylor_aris_diffusivity(peclet_of_width) * k * k,
                                  -k * peclet_of_width * poiseuille_coefficient(0))
                        : Complex(mode.rate.real() * (k / before) * (k / before), mode.rate.imag() * k / before);
        for (int i = 0; i < iterations && iterate(peclet_of_width, k, mode) > converged * std::abs(mode.rate); ++i) {
        }
        before = k;
    }
    return mode;
}

double taylor_aris_diffusivity(double peclet_of_width) {
    const double peclet = 0.5 * peclet_of_width;
    return 1.0 + 8.0 / 945.0 * peclet * peclet;
}

}  // namespace ebru
