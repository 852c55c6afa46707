#pragma once

#include <string>
#include <vector>

#include "solvers/density/gaussian_mixture.hpp"
#include "solvers/ensemble/component_moments.hpp"
#include "solvers/ensemble_run/findings.hpp"

namespace ebru {

/// Columns of a table of components: stage, component, weight, its error, mean and covariance of the first two
/// coordinates with the errors of the mean.
ResultTable component_table();

/// Rows of an ensemble's components, or of the mixture's own (errors 0).
void add_components(ResultTable& table, const std::string& stage, const std::vector<ComponentMoments>& measured);
void add_components(ResultTable& table, const std::string& stage, const GaussianMixture& mixture);

/// Checks weight, mean and covariance of every component. \param coarse the same from twice the time step and the same
/// Brownian path: a method of first order with the smaller step errs by the difference of both, to first order, and 1.5
/// times that is the tolerance. Empty: no tolerance but `relative`.
/// \param relative of weight, of a standard deviation for a mean, of variances for a covariance.
void check_components(Findings& findings, const std::string& stage, const GaussianMixture& expected,
                      const std::vector<ComponentMoments>& measured, const std::vector<ComponentMoments>& coarse,
                      double relative);

}  // namespace ebru
