#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "solvers/density/gaussian_mixture.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {

/// How far a mixture's log density and score at x may be off in Real.
struct MixtureRoundOff {
    double log_density = 0.0;
    double score = 0.0;  ///< of each coordinate
};

/// The offset from a centre along an eigenvector is a sum of d + 1 products, each rounded twice, of sizes up to |x| and
/// |m|; then three more roundings, of the inverse variance, of its product and of the square: n = 2 d + 8 in all. With
/// y = S^-1 (x - m) a term's logarithm e is off by n eps (1 + |e| + (|x| + |m|) |y|_1), a responsibility relatively by
/// twice the largest of them, and y by n eps (|x| + |m|)/least variance + n eps |y|.
template <class Real>
MixtureRoundOff mixture_round_off(const GaussianMixture& mixture, std::span<const double> x) {
    const double n_eps = (2.0 * mixture.dimension() + 8.0) * epsilon<Real>;
    const auto norm = [](std::span<const double> v) {
        double sum = 0.0;
        for (const double value : v) {
            sum += value * value;
        }
        return std::sqrt(sum);
    };
    std::vector<double> shares(mixture.components().size());
    mixture.responsibilities(x, shares);
    MixtureRoundOff off;
    double pull = 0.0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const MixtureComponent& c = mixture.components()[i];
        std::vector<double> y(x.begin(), x.end());
        for (std::size_t k = 0; k < y.size(); ++k) {
            y[k] -= c.mean[k];
        }
        const double square = c.covariance.inverse_quadratic(y);
        c.covariance.solve(y, y);
        const double size = norm(x) + norm(c.mean);
        const double steep = norm(y);
        const double least = c.covariance.eigenvalues().front();
        const double constant = std::abs(std::log(c.weight)) + std::abs(c.covariance.log_determinant()) +
                                mixture.dimension() * std::log(2.0 * std::numbers::pi);
        if (shares[i] > 1e-30) {
            off.log_density =
                std::max(off.log_density,
                         n_eps * (1.0 + square + constant + std::sqrt(static_cast<double>(x.size())) * size * steep));
        }
        pull += shares[i] * steep;
        off.score += shares[i] * n_eps * (size / least + steep);
    }
    off.score += 2.0 * off.log_density * pull;
    return off;
}

}  // namespace ebru
