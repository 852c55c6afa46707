#pragma once

#include "grid/grid.hpp"

namespace ebru {

/// Cells [y0, y1) x [x0, x1) of a grid.
struct Window {
    int y0 = 0;
    int y1 = 0;
    int x0 = 0;
    int x1 = 0;

    /// All cells of a grid.
    static Window all_of(const Grid& whole) { return {0, whole.ny, 0, whole.nx}; }

    [[nodiscard]] Grid grid() const { return {y1 - y0, x1 - x0}; }
    bool operator==(const Window&) const = default;
};

}  // namespace ebru
