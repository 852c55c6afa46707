#include "validation/common/von_neumann.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr int directions = 9;
constexpr std::array<std::array<int, 2>, directions> c = {
    {{0, 0}, {1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 1}, {-1, 1}, {-1, -1}, {1, -1}}};
constexpr std::array<int, directions> opposite = {0, 3, 4, 1, 2, 7, 8, 5, 6};
constexpr std::array<double, directions> weight = {4.0 / 9,  1.0 / 9,  1.0 / 9,  1.0 / 9, 1.0 / 9,
                                                   1.0 / 36, 1.0 / 36, 1.0 / 36, 1.0 / 36};

double magic_parameter(LatticeScheme scheme, double odd_part) {
    switch (scheme) {
        case LatticeScheme::bgk:
        case LatticeScheme::bgk_linear:
            return odd_part * odd_part;
        case LatticeScheme::trt_fourth_order:
            return 0.125 + 0.5 * odd_part * odd_part;
        default:
            return 0.25;
    }
}

struct SplitMatrix {
    double real[directions][directions];
    double imaginary[directions][directions];

    [[nodiscard]] double largest() const {
        double size = 0.0;
        for (int i = 0; i < directions; ++i) {
            for (int j = 0; j < directions; ++j) {
                size = std::max(size, std::abs(real[i][j]) + std::abs(imaginary[i][j]));
            }
        }
        return size;
    }

    [[nodiscard]] SplitMatrix squared(double factor) const {
        SplitMatrix square{};
        for (int i = 0; i < directions; ++i) {
            for (int k = 0; k < directions; ++k) {
                const double a = factor * real[i][k];
                const double b = factor * imaginary[i][k];
                for (int j = 0; j < directions; ++j) {
                    square.real[i][j] += a * real[k][j] - b * imaginary[k][j];
                    square.imaginary[i][j] += a * imaginary[k][j] + b * real[k][j];
                }
            }
        }
        return square;
    }
};

double norm(const std::vector<Complex>& x) {
    double sum = 0.0;
    for (const Complex& value : x) {
        sum += std::norm(value);
    }
    return std::sqrt(sum);
}

}  // namespace

VonNeumann::VonNeumann(LatticeScheme scheme, double alpha, const PlaneWave& wave) : wave_(wave) {
    if (scheme == LatticeScheme::stencil) {
        fill_stencil(alpha);
    } else {
        fill_lattice_boltzmann(scheme, alpha);
    }
}

void VonNeumann::fill_lattice_boltzmann(LatticeScheme scheme, double alpha) {
    const double odd_part = 3.0 * alpha;
    const double tau_odd = 0.5 + odd_part;
    const double tau_even = 0.5 + magic_parameter(scheme, odd_part) / odd_part;
    const bool quadratic = scheme != LatticeScheme::bgk_linear && scheme != LatticeScheme::trt_linear;
    for (int i = 0; i < directions; ++i) {
        const double c_v = c[i][0] * wave_.v_x + c[i][1] * wave_.v_y;
        const double v_v = wave_.v_x * wave_.v_x + wave_.v_y * wave_.v_y;
        equilibrium_.emplace_back(weight[i] * (1.0 + 3.0 * c_v + (quadratic ? 4.5 * c_v * c_v - 1.5 * v_v : 0.0)));
    }
    collision_.assign(directions, Vector(directions));
    for (int i = 0; i < directions; ++i) {
        for (int j = 0; j < directions; ++j) {
            const Complex n = (i == j ? 1.0 : 0.0) - equilibrium_[i];
            const Complex p_n = (opposite[i] == j ? 1.0 : 0.0) - equilibrium_[opposite[i]];
            collision_[i][j] = (i == j ? 1.0 : 0.0) - (n + p_n) / (2.0 * tau_even) - (n - p_n) / (2.0 * tau_odd);
        }
    }
    matrix_ = phased(collision_, wave_);
}

void VonNeumann::fill_stencil(double alpha) {
    const auto axis = [alpha](double k, double v) {
        const double spread = 2.0 * alpha + v * v;
        return Complex(1.0 - spread * (1.0 - std::cos(k)), -v * std::sin(k));
    };
    equilibrium_ = {1.0};
    matrix_ = {{axis(wave_.k_x, wave_.v_x) * axis(wave_.k_y, wave_.v_y)}};
}

VonNeumann::Matrix VonNeumann::phased(const Matrix& collision, const PlaneWave& wave) {
    Matrix matrix = collision;
    for (int i = 0; i < directions; ++i) {
        const Complex phase = std::polar(1.0, -(wave.k_x * c[i][0] + wave.k_y * c[i][1]));
        for (Complex& value : matrix[i]) {
            value *= phase;
        }
    }
    return matrix;
}

std::vector<Complex> VonNeumann::amplitudes(int steps) const {
    Vector g = equilibrium_;
    std::vector<Complex> a;
    for (int n = 0;; ++n) {
        Complex sum;
        for (const Complex& value : g) {
            sum += value;
        }
        a.push_back(sum);
        if (n == steps) {
            return a;
        }
        Vector next(g.size());
        for (std::size_t i = 0; i < g.size(); ++i) {
            for (std::size_t j = 0; j < g.size(); ++j) {
                next[i] += matrix_[i][j] * g[j];
            }
        }
        g = next;
    }
}

VonNeumann::Vector VonNeumann::solve(Matrix matrix, Vector right) {
    const std::size_t n = right.size();
    for (std::size_t col = 0; col < n; ++col) {
        std::size_t pivot = col;
        for (std::size_t row = col + 1; row < n; ++row) {
            pivot = std::abs(matrix[row][col]) > std::abs(matrix[pivot][col]) ? row : pivot;
        }
        std::swap(matrix[col], matrix[pivot]);
        std::swap(right[col], right[pivot]);
        // At an eigenvalue the last pivot is a rounding; its size does not matter to the direction of the solution.
        if (std::abs(matrix[col][col]) < 1e-18) {
            matrix[col][col] = 1e-18;
        }
        for (std::size_t row = col + 1; row < n; ++row) {
            const Complex factor = matrix[row][col] / matrix[col][col];
            for (std::size_t k = col; k < n; ++k) {
                matrix[row][k] -= factor * matrix[col][k];
            }
            right[row] -= factor * right[col];
        }
    }
    for (std::size_t row = n; row-- > 0;) {
        for (std::size_t k = row + 1; k < n; ++k) {
            right[row] -= matrix[row][k] * right[k];
        }
        right[row] /= matrix[row][row];
    }
    return right;
}

VonNeumann::Vector VonNeumann::eigenvector(const Matrix& matrix, Complex& z) {
    constexpr int iterations = 8;
    Vector x(matrix.size(), 1.0 / std::sqrt(double(matrix.size())));
    for (int n = 0; n < iterations; ++n) {
        Matrix shifted = matrix;
        for (std::size_t i = 0; i < x.size(); ++i) {
            shifted[i][i] -= z;
        }
        Vector next = solve(std::move(shifted), x);
        Complex along;
        for (std::size_t i = 0; i < x.size(); ++i) {
            along += std::conj(x[i]) * next[i];
        }
        if (n > 0) {  // the first direction is arbitrary and says nothing of z
            z += 1.0 / along;
        }
        const double length = norm(next);
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = next[i] / length;
        }
    }
    return x;
}

Complex VonNeumann::followed_from_rest() const {
    constexpr int stages = 16;
    Complex z = 1.0;
    for (int s = 1; s <= stages; ++s) {
        const double part = double(s) / stages;
        const PlaneWave wave{part * wave_.k_x, part * wave_.k_y, wave_.v_x, wave_.v_y};
        eigenvector(phased(collision_, wave), z);
    }
    return z;
}

VonNeumann::Spectrum VonNeumann::spectrum() const {
    if (collision_.empty()) {
        return {matrix_[0][0], 0.0};
    }
    Complex z = followed_from_rest();
    const Vector x = eigenvector(matrix_, z);
    Matrix transpose = matrix_;
    for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t j = 0; j < x.size(); ++j) {
            transpose[i][j] = matrix_[j][i];
        }
    }
    const Vector y = eigenvector(transpose, z);
    Complex y_x;
    for (std::size_t i = 0; i < x.size(); ++i) {
        y_x += y[i] * x[i];
    }
    Matrix deflated = matrix_;
    for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t j = 0; j < x.size(); ++j) {
            deflated[i][j] -= z * x[i] * y[j] / y_x;
        }
    }
    return {z, radius(deflated)};
}

double VonNeumann::spectral_radius() const {
    return radius(matrix_);
}

double VonNeumann::radius(const Matrix& matrix) {
    constexpr int squarings = 24;
    const std::size_t n = matrix.size();
    // Real and imaginary parts apart: maps take this for millions of matrices, and it vectorises.
    SplitMatrix power{};
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            power.real[i][j] = matrix[i][j].real();
            power.imaginary[i][j] = matrix[i][j].imag();
        }
    }
    double log_radius = 0.0;  // of what has been divided out of M^(2^s), as the root 1/2^s
    for (int s = 0;; ++s) {
        const double size = power.largest();
        if (size == 0.0) {
            return 0.0;
        }
        log_radius += std::ldexp(std::log(size), -s);
        if (s == squarings) {
            return std::exp(log_radius);
        }
        power = power.squared(1.0 / (size * size));
    }
}

}  // namespace ebru
