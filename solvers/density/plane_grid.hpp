#pragma once

#include <array>
#include <vector>

namespace ebru {

/// A uniform grid over a window of the plane: nx by ny cells, values at their centres (x fastest, y up), so that a sum
/// times cell_area() is an integral.
struct PlaneGrid {
    std::array<double, 2> lower{-1.0, -1.0};
    std::array<double, 2> upper{1.0, 1.0};  ///< > lower
    int nx = 0;                             ///< >= 1
    int ny = 0;                             ///< >= 1

    [[nodiscard]] std::array<double, 2> spacing() const {
        return {(upper[0] - lower[0]) / nx, (upper[1] - lower[1]) / ny};
    }
    [[nodiscard]] double cell_area() const { return spacing()[0] * spacing()[1]; }

    /// The centre of cell (y, x).
    [[nodiscard]] std::array<double, 2> centre(int y, int x) const {
        return {lower[0] + (x + 0.5) * spacing()[0], lower[1] + (y + 0.5) * spacing()[1]};
    }

    /// All centres, (ny nx, 2).
    [[nodiscard]] std::vector<double> centres() const {
        std::vector<double> points;
        points.reserve(2 * static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny));
        for (int y = 0; y < ny; ++y) {
            for (int x = 0; x < nx; ++x) {
                const std::array<double, 2> at = centre(y, x);
                points.insert(points.end(), at.begin(), at.end());
            }
        }
        return points;
    }
};

}  // namespace ebru
