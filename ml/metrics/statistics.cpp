#include "ml/metrics/statistics.hpp"

#include <cmath>

#include "base/error.hpp"

namespace ebru {

MeanDeviation mean_deviation(std::span<const double> values) {
    EBRU_EXPECT(!values.empty());
    const auto count = static_cast<double>(values.size());
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    const double mean = sum / count;
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return {mean, std::sqrt(squares / count)};
}

MeanEstimate mean_estimate(std::span<const double> values) {
    EBRU_EXPECT(values.size() >= 2);
    const MeanDeviation found = mean_deviation(values);
    return {found.mean, found.deviation / std::sqrt(static_cast<double>(values.size() - 1))};
}

}  // namespace ebru
