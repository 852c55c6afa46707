#include "solvers/force/force_sums.hpp"

#include <cmath>

#include "base/error.hpp"
#include "diagnostics/total.hpp"

namespace ebru {

ForceValues force_values(ForceQuantity quantity, const DensityAt& first, const DensityAt& second, int dimension,
                         std::span<const double> points) {
    const auto d = static_cast<std::size_t>(dimension);
    const std::size_t n = points.size() / d;
    EBRU_EXPECT(n * d == points.size());
    ForceValues values{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n),
                       std::vector<double>(points.size())};
    std::vector<double> second_score(points.size());
    first(points, values.log_first, values.force);
    second(points, values.log_second, second_score);
    const double sign = quantity == ForceQuantity::density ? 1.0 : -1.0;
    for (std::size_t i = 0; i < n; ++i) {
        const double weight = std::exp(0.5 * (values.log_first[i] + sign * values.log_second[i]));
        values.weight[i] = weight;
        for (std::size_t f = i * d; f < (i + 1) * d; ++f) {
            values.force[f] = -0.25 * weight * (values.force[f] - second_score[f]);
        }
    }
    return values;
}

double component_total(std::span<const double> values, int dimension, int k) {
    const auto d = static_cast<std::size_t>(dimension);
    std::vector<double> column(values.size() / d);
    for (std::size_t i = 0; i < column.size(); ++i) {
        column[i] = values[i * d + static_cast<std::size_t>(k)];
    }
    return total<double>(column);
}

}  // namespace ebru
