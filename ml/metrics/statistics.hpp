#pragma once

#include <span>

namespace ebru {

/// Mean and standard deviation of values that are all there are: deviation^2 = (1/n) sum (x - mean)^2, the form in
/// which scores over subsets, splits and pairs are published. 0 for one value.
struct MeanDeviation {
    double mean;
    double deviation;
};

/// \param values n >= 1. Added in their order, in two passes.
MeanDeviation mean_deviation(std::span<const double> values);

/// A mean of independent samples and its standard error s/sqrt(n), s^2 = (1/(n - 1)) sum (x - mean)^2.
struct MeanEstimate {
    double mean;
    double standard_error;
};

/// \param values n >= 2.
MeanEstimate mean_estimate(std::span<const double> values);

}  // namespace ebru
