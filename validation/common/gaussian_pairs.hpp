#pragma once

// Pairs of Gaussians whose overlap is known without any formula for it: with Sigma_1 = L L^T and Sigma_2 = L D L^T, L
// triangular and D diagonal, both densities are products over the coordinates y = L^-1 x, and so is sqrt(rho_1 rho_2).
// U and the total force become products of integrals over one coordinate, done here by trapezoidal sums in long double.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

#include "solvers/force/bhattacharyya.hpp"
#include "solvers/force/rigid_motion.hpp"

namespace ebru {

struct SplitPair {
    std::size_t d;
    std::vector<double> root;           // L, (d, d)
    std::vector<double> stretch;        // D, (d)
    std::vector<double> first, second;  // means in y

    [[nodiscard]] std::vector<double> to_x(const std::vector<double>& y) const {
        std::vector<double> x(d, 0.0);
        for (std::size_t i = 0; i < d; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                x[i] += root[i * d + j] * y[j];
            }
        }
        return x;
    }

    [[nodiscard]] Covariance covariance(const std::vector<double>& diagonal) const {
        std::vector<double> sum(d * d, 0.0);
        for (std::size_t i = 0; i < d; ++i) {
            for (std::size_t k = 0; k < d; ++k) {
                for (std::size_t j = 0; j < d; ++j) {
                    sum[i * d + k] += root[i * d + j] * diagonal[j] * root[k * d + j];
                }
            }
        }
        return Covariance::from_matrix(static_cast<int>(d), sum);
    }

    [[nodiscard]] Gaussian gaussian_1() const { return {to_x(first), covariance(std::vector<double>(d, 1.0))}; }
    [[nodiscard]] Gaussian gaussian_2() const { return {to_x(second), covariance(stretch)}; }
};

/// Number 0: equal isotropic covariances; 1: equal, with correlations; 2 to 4: unequal, further and further apart.
inline SplitPair split_pair(std::size_t d, int number) {
    SplitPair pair{d, std::vector<double>(d * d, 0.0), std::vector<double>(d, 1.0), {}, {}};
    for (std::size_t i = 0; i < d; ++i) {
        const double at = static_cast<double>(i) + 0.7 * number;
        for (std::size_t j = 0; j < i; ++j) {
            pair.root[i * d + j] = number == 0 ? 0.0 : 0.3 * std::sin(1.0 + at * 2.3 + 1.7 * static_cast<double>(j));
        }
        pair.root[i * d + i] = number == 0 ? 0.8 : 0.9 + 0.3 * std::cos(at);
        if (number >= 2) {
            pair.stretch[i] = std::exp(0.7 * std::sin(3.0 * at));
        }
        pair.first.push_back(0.4 * std::cos(5.0 * at));
        pair.second.push_back(pair.first.back() + (0.5 + 0.2 * number) * std::cos(1.0 + 2.0 * at));
    }
    return pair;
}

/// Of the two factors in one coordinate: int sqrt(p q) and -(1/4) int sqrt(p q) ((ln p)' - (ln q)'), p = N(a, 1), q =
/// N(b, s). Step 0.1 and widths of at least 0.6: the error of the sums is 2 exp(-2 pi^2 0.36/0.01) = 1e-308.
struct Factor {
    long double overlap = 0.0L;
    long double force = 0.0L;
};

inline Factor factor(long double a, long double b, long double s) {
    Factor sum;
    constexpr long double h = 0.1L;
    const long double norm = 1.0L / std::sqrt(2.0L * std::numbers::pi_v<long double> * std::sqrt(s));
    for (int n = -250; n <= 250; ++n) {
        const long double y = h * n;
        const long double root = norm * std::exp(-0.25L * ((y - a) * (y - a) + (y - b) * (y - b) / s));
        sum.overlap += h * root;
        sum.force += h * root * -0.25L * ((y - b) / s - (y - a));
    }
    return sum;
}

/// U with rho_2 moved by `shift` in y, and the total force of the definition, both by quadrature.
inline long double overlap_of(const SplitPair& pair, const std::vector<long double>& shift) {
    long double product = 1.0L;
    for (std::size_t i = 0; i < pair.d; ++i) {
        product *= factor(pair.first[i], pair.second[i] + shift[i], pair.stretch[i]).overlap;
    }
    return product;
}

/// L^-T g: what a gradient in y is in x.
inline std::vector<long double> gradient_to_x(const SplitPair& pair, std::vector<long double> g) {
    for (std::size_t i = pair.d; i-- > 0;) {
        g[i] /= pair.root[i * pair.d + i];
        for (std::size_t j = 0; j < i; ++j) {
            g[j] -= pair.root[i * pair.d + j] * g[i];
        }
    }
    return g;
}

inline std::vector<long double> total_force_of(const SplitPair& pair) {
    std::vector<long double> force(pair.d, 1.0L);
    for (std::size_t i = 0; i < pair.d; ++i) {
        const Factor f = factor(pair.first[i], pair.second[i], pair.stretch[i]);
        for (std::size_t k = 0; k < pair.d; ++k) {
            force[k] *= k == i ? f.force : f.overlap;
        }
    }
    return gradient_to_x(pair, force);
}

/// -dU/dmu_2 by central differences of eighth order with step h = 0.02 in y: error h^8/630 times a ninth derivative of
/// up to 1e4, round-off 1e-18/h: both below 1e-15.
inline std::vector<long double> slope_of_overlap(const SplitPair& pair) {
    constexpr long double h = 0.02L;
    constexpr long double weight[4] = {4.0L / 5.0L, -1.0L / 5.0L, 4.0L / 105.0L, -1.0L / 280.0L};
    std::vector<long double> slope(pair.d, 0.0L);
    for (std::size_t i = 0; i < pair.d; ++i) {
        for (int n = 1; n <= 4; ++n) {
            std::vector<long double> there(pair.d, 0.0L);
            std::vector<long double> back(pair.d, 0.0L);
            there[i] = n * h;
            back[i] = -n * h;
            slope[i] -= weight[n - 1] / h * (overlap_of(pair, there) - overlap_of(pair, back));
        }
    }
    return gradient_to_x(pair, slope);
}

template <class Number>
double norm(const std::vector<Number>& x) {
    Number sum(0);
    for (const Number value : x) {
        sum += value * value;
    }
    return static_cast<double>(std::sqrt(sum));
}

/// S w = delta by elimination without pivoting (S is positive definite), S and delta written out.
inline std::vector<long double> fisher_by_elimination(const SplitPair& pair) {
    const std::size_t d = pair.d;
    const std::vector<double> a = pair.gaussian_1().covariance.matrix();
    const std::vector<double> b = pair.gaussian_2().covariance.matrix();
    std::vector<long double> s(d * d);
    for (std::size_t i = 0; i < d * d; ++i) {
        s[i] = 0.5L * (static_cast<long double>(a[i]) + b[i]);
    }
    std::vector<long double> w(d);
    for (std::size_t i = 0; i < d; ++i) {
        w[i] = static_cast<long double>(pair.gaussian_1().mean[i]) - pair.gaussian_2().mean[i];
    }
    for (std::size_t i = 0; i < d; ++i) {
        for (std::size_t k = i + 1; k < d; ++k) {
            const long double factor = s[k * d + i] / s[i * d + i];
            for (std::size_t j = i; j < d; ++j) {
                s[k * d + j] -= factor * s[i * d + j];
            }
            w[k] -= factor * w[i];
        }
    }
    for (std::size_t i = d; i-- > 0;) {
        for (std::size_t j = i + 1; j < d; ++j) {
            w[i] -= s[i * d + j] * w[j];
        }
        w[i] /= s[i * d + i];
    }
    return w;
}

/// Largest deviation of kinetic energy + U from its start over a motion.
inline double energy_error(const RigidPotential& potential, int dimension, std::vector<double> velocity, double time,
                           int n) {
    RigidMotion motion(potential, dimension, {.time_step = time / n}, std::move(velocity));
    const double start = motion.energy();
    double worst = 0.0;
    for (int step = 0; step < n; ++step) {
        motion.advance(1);
        worst = std::max(worst, std::abs(motion.energy() - start));
    }
    return worst;
}

inline RigidPotential pair_in(std::size_t d, int number) {
    const SplitPair pair = split_pair(d, number);
    const Gaussian a = pair.gaussian_1();
    const Gaussian b = pair.gaussian_2();
    return rigid_potential(GaussianMixture({{1.0, a.mean, a.covariance}}),
                           GaussianMixture({{1.0, b.mean, b.covariance}}));
}

}  // namespace ebru
