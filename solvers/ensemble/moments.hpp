#pragma once

#include <cstdint>
#include <vector>

#include "solvers/ensemble/ensemble.hpp"

namespace ebru {

/// Mean and covariance of N >= 2 particles with standard errors: of a mean sqrt(C_aa/N), of a covariance
/// sqrt((m_aabb - C_ab^2)/N), m_aabb = mean of (x_a - m_a)^2 (x_b - m_b)^2, for any law of the particles.
struct EnsembleMoments {
    std::int64_t particles = 0;
    std::vector<double> mean;              ///< (d)
    std::vector<double> mean_error;        ///< (d)
    std::vector<double> covariance;        ///< (d, d), the unbiased one (N - 1)
    std::vector<double> covariance_error;  ///< (d, d)
};

/// Of all particles, summed in double about the mean in an order fixed by N and d alone (and the vector width): the
/// same bits for any number of threads. Cost: N d^2 multiply-adds and three passes over x.
template <class Real>
EnsembleMoments ensemble_moments(const Positions<Real>& x);

/// Covariance of x_a with y_b over the particles, a, b = 0 .. d-1, and its standard errors: of an ensemble at two
/// times.
struct CrossCovariance {
    std::vector<double> covariance;  ///< (d, d)
    std::vector<double> error;       ///< (d, d)
};

/// \param x, y (N, d) alike, N >= 2. Order, cost as ensemble_moments.
template <class Real>
CrossCovariance cross_covariance(const Positions<Real>& x, const Positions<Real>& y);

}  // namespace ebru
