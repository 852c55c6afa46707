#pragma once

#include <string>
#include <vector>

#include "solvers/density/gaussian_mixture.hpp"
#include "solvers/ensemble/moments.hpp"
#include "solvers/ensemble_run/findings.hpp"

namespace ebru {

/// Standard errors of the mean (d) and of the covariance (d, d) of N points of a mixture, from its moments in closed
/// form: Var of a sample covariance = (m_aabb - C_ab^2)/N up to O(1/N^2), and for a component with mean m + e and
/// covariance S, m_aabb = e_a^2 e_b^2 + e_a^2 S_bb + e_b^2 S_aa + 4 e_a e_b S_ab + S_aa S_bb + 2 S_ab^2.
struct MomentErrors {
    std::vector<double> mean;
    std::vector<double> covariance;
};
MomentErrors moment_errors(const GaussianMixture& mixture, std::int64_t particles);

/// Checks mean and covariance of an ensemble that should be N points of a mixture. \param when "level 40".
void check_moments(Findings& findings, const EnsembleMoments& measured, const GaussianMixture& mixture,
                   const std::string& when, double relative_rounding);

/// Checks mean and covariance of x = a x_0 + s xi, xi standard normal and independent, given the ensemble's own start:
/// mean a m_0 (standard error s/sqrt(N)), covariance a^2 C_0 + s^2 I (standard error, for a /= b, sqrt((a^2 s^2 (C_aa +
/// C_bb) + s^4)/N), for a = b sqrt((4 a^2 s^2 C_aa + 2 s^4)/N)). Sharper than a check against the density's moments,
/// and right for every density.
void check_moments_after(Findings& findings, const EnsembleMoments& start, const EnsembleMoments& measured, double a,
                         double s, const std::string& when, double relative_rounding);

}  // namespace ebru
