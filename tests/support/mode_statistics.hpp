#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/support/test_fields.hpp"

namespace ebru {

/// Mean and variance of each of `modes` values over the samples that `values` holds one after the other.
struct ModeStatistics {
    ModeStatistics(const Values& values, std::size_t modes)
        : samples(static_cast<double>(values.size() / modes)), mean(modes, 0.0), variance(modes, 0.0) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            mean[i % modes] += values[i] / samples;
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double deviation = values[i] - mean[i % modes];
            variance[i % modes] += deviation * deviation / (samples - 1.0);
        }
    }
    double samples;
    Values mean;
    Values variance;
};

/// Whether mean and variance of every mode are those of normal laws, within four standard errors: sqrt(V/n) and V
/// sqrt(2/n). Among some tens of modes a right program fails with a probability of some 1e-3, and seeds are fixed.
/// The other way round, errors half as large as sampling allows would be no sample: the root mean square of all
/// deviations must be between 0.5 and 1.5 standard errors. \param rounding of a value.
inline void expect_moments(const ModeStatistics& found, const Values& mean, const Values& variance, double rounding) {
    double squares = 0.0;
    for (std::size_t mode = 0; mode < mean.size(); ++mode) {
        const double mean_error = std::sqrt(variance[mode] / found.samples) + rounding;
        const double variance_error = variance[mode] * std::sqrt(2.0 / found.samples) + rounding * rounding;
        const double mean_deviation = (found.mean[mode] - mean[mode]) / mean_error;
        const double variance_deviation = (found.variance[mode] - variance[mode]) / variance_error;
        EXPECT_LT(std::abs(mean_deviation), 4.0) << "mean of mode " << mode;
        EXPECT_LT(std::abs(variance_deviation), 4.0) << "variance of mode " << mode;
        squares += mean_deviation * mean_deviation + variance_deviation * variance_deviation;
    }
    const double root_mean_square = std::sqrt(0.5 * squares / static_cast<double>(mean.size()));
    EXPECT_GT(root_mean_square, 0.5);
    EXPECT_LT(root_mean_square, 1.5);
}

}  // namespace ebru
