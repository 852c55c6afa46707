#pragma once

#include <span>
#include <vector>

namespace ebru {

/// A straight line y = slope x + intercept through points, by least squares.
struct LineFit {
    double slope = 0.0;
    double intercept = 0.0;
    double slope_standard_error = 0.0;  ///< from the scatter about the line; 0 with two points
};

/// \param x, y of equal length, at least 2; x not all equal.
LineFit fit_line(std::span<const double> x, std::span<const double> y);

/// Fit of log y = slope log x + const: the power of x in y. All values positive, otherwise as fit_line.
LineFit fit_power_law(std::span<const double> x, std::span<const double> y);

/// Order of convergence of every pair of neighbours: log(e_i/e_{i+1}) / log(h_i/h_{i+1}). The order over all
/// refinements is fit_power_law(spacings, errors).slope.
/// \param spacings, errors of equal length, at least 2; positive; neighbouring spacings differ.
std::vector<double> pairwise_orders(std::span<const double> spacings, std::span<const double> errors);

}  // namespace ebru
