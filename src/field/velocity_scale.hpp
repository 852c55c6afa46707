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

/// What a scale is found from. Cells are added in reading order, in as many runs as one likes; their sums have a fixed
/// order: equal fields, equal bits, wherever they lie and however they are cut.
struct VelocitySums {
    static constexpr std::size_t lanes = 8;  ///< explicit, so that no compiler chooses an order by the pointer

    std::array<double, lanes> square{};  ///< of the cells whose number is the lane's modulo `lanes`
    std::array<double, lanes> largest{};

    /// Adds cells first .. first + count - 1 of the field (row-major numbers).
    void add(const double* v_x, const double* v_y, std::size_t first, std::size_t count) {
        std::array<double, lanes> sum = square;
        std::array<double, lanes> most = largest;
        const auto add_lanes = [&](std::size_t start, std::size_t first_lane, std::size_t width) {
            for (std::size_t lane = 0; lane < width; ++lane) {
                const std::size_t i = start + lane;
                const double speed2 = v_x[i] * v_x[i] + v_y[i] * v_y[i];
                sum[first_lane + lane] += speed2;
                most[first_lane + lane] = std::max(most[first_lane + lane], speed2);
            }
        };
        const std::size_t lane = first % lanes;
        const std::size_t head = lane == 0 ? 0 : std::min(lanes - lane, count);
        add_lanes(0, lane, head);
        for (std::size_t start = head; start < count; start += lanes) {
            add_lanes(start, 0, std::min(lanes, count - start));
        }
        square = sum;
        largest = most;
    }

    /// \param cells of the whole field.
    [[nodiscard]] double scale(std::size_t cells, VelocityScale wanted) const {
        switch (wanted) {
            case VelocityScale::rms: {
                double total = 0.0;
                for (const double lane_sum : square) {
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
};

/// The scale of the field (v_x, v_y) on `cells` cells.
inline double velocity_scale(const double* v_x, const double* v_y, std::size_t cells, VelocityScale scale) {
    VelocitySums sums;
    sums.add(v_x, v_y, 0, cells);
    return sums.scale(cells, scale);
}

}  // namespace ebru
