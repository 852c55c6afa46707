#pragma once

#include <vector>

#include "solvers/density/gaussian_mixture.hpp"

namespace ebru {

/// Two classes in the plane, of two Gaussians each.
inline GaussianMixture first_class() {
    return GaussianMixture({{2.0, {0.5, -0.3}, Covariance::from_matrix(2, std::vector<double>{0.8, 0.3, 0.3, 0.5})},
                            {1.0, {-1.0, 0.7}, Covariance::isotropic(2, 0.4)}});
}

inline GaussianMixture second_class() {
    return GaussianMixture({{1.0, {0.2, 1.2}, Covariance::from_matrix(2, std::vector<double>{0.5, -0.1, -0.1, 0.9})},
                            {1.0, {1.5, -0.5}, Covariance::isotropic(2, 0.6)}});
}

/// Places (5, 2) where the leading remainders of the bias do not vanish.
inline std::vector<std::vector<double>> places_of_two_classes() {
    return {{0.5, -0.3}, {-1.0, 0.6}, {0.3, 0.2}, {-2.2, 1.9}, {2.4, 1.1}};
}

/// Remainder exact - series at h over that at h/2. For a remainder of order p it is 2^p (1 + 3/4 s), s the next term's
/// share of the remainder at h, to first order in s = O(h^2).
template <class Exact, class Series>
double ratio_on_halving(double h, const Exact& exact, const Series& series) {
    return (exact(h) - series(h)) / (exact(h / 2) - series(h / 2));
}

}  // namespace ebru
