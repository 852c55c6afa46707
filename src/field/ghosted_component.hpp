#pragma once

#include <cstddef>

#include "grid/grid.hpp"

namespace ebru {

/// One component of a velocity (Y, X) with a ring of ghost cells, read by formula: beyond walls the field is mirrored,
/// the component normal to the wall oddly, the other evenly; periodic fields wrap. Bounce-back walls mirror too: they
/// hold the same v.n = 0.
class GhostedComponent {
  public:
    /// \param axis 0 for v_x, 1 for v_y.
    GhostedComponent(const double* values, Grid grid, Walls walls, int axis)
        : values_(values), grid_(grid), periodic_(walls == Walls::periodic), normal_to_x_(axis == 0) {}

    /// Value at cell (y, x), -1 <= y <= ny, -1 <= x <= nx.
    [[nodiscard]] double operator()(int y, int x) const {
        const bool beyond_normal_wall = normal_to_x_ ? x < 0 || x >= grid_.nx : y < 0 || y >= grid_.ny;
        const double value =
            values_[static_cast<std::size_t>(inside(y, grid_.ny)) * static_cast<std::size_t>(grid_.nx) +
                    static_cast<std::size_t>(inside(x, grid_.nx))];
        return beyond_normal_wall && !periodic_ ? -value : value;
    }

  private:
    [[nodiscard]] int inside(int i, int n) const {
        if (i < 0) {
            return periodic_ ? n - 1 : 0;
        }
        if (i >= n) {
            return periodic_ ? 0 : n - 1;
        }
        return i;
    }

    const double* values_;
    Grid grid_;
    bool periodic_;
    bool normal_to_x_;
};

}  // namespace ebru
