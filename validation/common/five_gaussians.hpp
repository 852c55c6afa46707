#pragma once

#include <vector>

#include "solvers/density/gaussian_mixture.hpp"

namespace ebru {

/// Five Gaussians in the plane, each of another weight, shape and direction, their centres a few widths apart.
inline GaussianMixture five_gaussians() {
    const auto covariance = [](double xx, double xy, double yy) {
        return Covariance::from_matrix(2, std::vector<double>{xx, xy, xy, yy});
    };
    return GaussianMixture({{0.30, {0.2, 0.1}, covariance(0.10, 0.03, 0.06)},
                            {0.25, {1.7, 0.4}, covariance(0.08, -0.02, 0.12)},
                            {0.20, {-1.3, 1.1}, covariance(0.15, 0.05, 0.10)},
                            {0.15, {-0.7, -1.5}, covariance(0.09, 0.0, 0.09)},
                            {0.10, {1.1, -1.2}, covariance(0.06, 0.01, 0.14)}});
}

/// Three in one dimension.
inline GaussianMixture three_on_a_line() {
    return GaussianMixture({{0.5, {-1.2}, Covariance::isotropic(1, 0.09)},
                            {0.2, {0.3}, Covariance::isotropic(1, 0.04)},
                            {0.3, {1.6}, Covariance::isotropic(1, 0.16)}});
}

/// Two in d dimensions whose axes are no coordinates.
inline GaussianMixture two_in(int dimension) {
    const auto d = static_cast<std::size_t>(dimension);
    std::vector<double> first(d);
    std::vector<double> second(d);
    std::vector<double> matrix(d * d, 0.0);
    for (std::size_t a = 0; a < d; ++a) {
        first[a] = 0.3 + 0.1 * static_cast<double>(a % 5);
        second[a] = -0.4 + 0.2 * static_cast<double>(a % 3);
        matrix[a * d + a] = 0.5 + 0.05 * static_cast<double>(a % 7);
        if (a > 0) {
            matrix[a * d + a - 1] = matrix[(a - 1) * d + a] = 0.2;
        }
    }
    return GaussianMixture({{0.4, first, Covariance::from_matrix(dimension, matrix)},
                            {0.6, second, Covariance::isotropic(dimension, 0.3)}});
}

}  // namespace ebru
