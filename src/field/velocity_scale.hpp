#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace ebru {

/// Which number of a velocity field is its scale V.
enum class VelocityScale {
    rms,      ///< sqrt(<|v|^2>) over the cells (default)
    maximum,  ///< max |v| over the cells
    as_given  ///< 1: the field is used as it stands
};

/// The scale of the field (v_x, v_y) on `cells` cells. Sums have a fixed order: equal fields, equal bits, wherever they
/// lie.
inline double velocity_scale(const double* v_x, const double* v_y, std::size_t cells, VelocityScale scale) {
    constexpr std::size_t lanes = 8;  // explicit, so that no compiler chooses an order by the pointer
    std::array<double, lanes> sum{};
    std::array<double, lanes> largest{};
    for (std::size_t start = 0; start < cells; start += lanes) {
        const std::size_t width = std::min(lanes, cells - start);
        for (std::size_t lane = 0; lane < width; ++lane) {
            const double square = v_x[start + lane] * v_x[start + lane] + v_y[start + lane] * v_y[start + lane];
            sum[lane] += square;
            largest[lane] = std::max(largest[lane], square);
        }
    }
    switch (scale) {
        case VelocityScale::rms: {
            double total = 0.0;
            for (const double lane_sum : sum) {
                total += lane_sum;
            }
            return std::sqrt(total / static_cast<double>(cells));
        }
        case VelocityScale::maximum:
            return std::sqrt(*std::max_element(largest.begin(), largest.end()));
        case VelocityScale::as_given:
            break;
    }
    return 1.0;
}

}  // namespace ebru
