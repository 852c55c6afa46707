#pragma once

#include <vector>

#include "solvers/density/gaussian_mixture.hpp"
#include "solvers/ensemble/ensemble.hpp"

namespace ebru {

/// Weight, mean and covariance of a component of a mixture in an ensemble, by soft assignment: particle x counts for
/// component i with its responsibility r_i(x),
///
///     weight = <r_i>,   mean = <r_i x>/<r_i>,   covariance = <r_i (x - mean)(x - mean)^T>/<r_i>.
///
/// For an ensemble of the mixture's own law the expectations are the component's weight, mean and covariance, since
/// rho r_i = w_i N(m_i, C_i), up to O(1/N) of a ratio. Errors are standard errors to first order in 1/sqrt(N).
struct ComponentMoments {
    double weight = 0.0;
    double weight_error = 0.0;
    std::vector<double> mean;              ///< (d)
    std::vector<double> mean_error;        ///< (d)
    std::vector<double> covariance;        ///< (d, d)
    std::vector<double> covariance_error;  ///< (d, d)
};

/// One for each component of the mixture. Sums in double on the host, in an order fixed by N alone. Cost: N times a
/// mixture's responsibilities, and N M d^2; memory N M numbers. \param x (N, d), N >= 2.
template <class Real>
std::vector<ComponentMoments> component_moments(const GaussianMixture& mixture, const Positions<Real>& x);

}  // namespace ebru
