#pragma once

#include <cmath>
#include <cstddef>
#include <string>

#include "base/error.hpp"
#include "validation/common/verdict.hpp"

namespace ebru {

/// Mean and scatter of independent samples, by Welford's recurrence (stable when the mean is far from zero).
class SampleStatistics {
  public:
    void add(double value) {
        ++count_;
        const double before = value - mean_;
        mean_ += before / static_cast<double>(count_);
        squares_ += before * (value - mean_);
    }

    [[nodiscard]] std::size_t count() const { return count_; }
    [[nodiscard]] double mean() const { return mean_; }
    /// Unbiased; needs two samples.
    [[nodiscard]] double variance() const {
        EBRU_EXPECT(count_ >= 2);
        return squares_ / static_cast<double>(count_ - 1);
    }
    [[nodiscard]] double deviation() const { return std::sqrt(variance()); }
    [[nodiscard]] double standard_error() const { return deviation() / std::sqrt(static_cast<double>(count_)); }

  private:
    std::size_t count_ = 0;
    double mean_ = 0.0;
    double squares_ = 0.0;
};

/// Standard errors that a verdict on a sampled figure allows: chance exceeds them once in 16,000 honest verdicts.
inline constexpr double allowed_standard_errors = 4.0;

/// A sampled figure within allowed_standard_errors of what is expected.
inline Verdict sampled_verdict(std::string claim, double measured, double expected, double standard_error,
                               const std::string& why) {
    const double allowed = allowed_standard_errors * standard_error;
    return {std::move(claim), measured, expected - allowed, expected + allowed, "four standard errors; " + why};
}

}  // namespace ebru
