#pragma once

#include "field/ghost_links.hpp"
#include "grid/window.hpp"

namespace ebru {

/// A rectangle of cells of a padded field: a whole image between four walls, a block of one, or some cells of a block.
/// Everything that computes a drift counts rows and columns from the rectangle's cell (0, 0).
struct DriftCells {
    int ny = 0;
    int nx = 0;
    int row_stride = 0;
    std::ptrdiff_t origin = 0;  ///< offset of cell (0, 0)
    GhostSides wall;            ///< which sides are walls; beyond the others lie more cells, in memory beside these
    Window present;             ///< cells that there are, as far as two beyond these: none beyond a wall, however near
    int first_y = 0;            ///< cell (0, 0) in the image or block that the memory is made for
    int first_x = 0;

    DriftCells() = default;

    /// An image between walls.
    // NOLINTNEXTLINE(google-explicit-constructor): the usual case
    KOKKOS_INLINE_FUNCTION DriftCells(const PaddedLayout& layout)
        : ny(layout.ny),
          nx(layout.nx),
          row_stride(layout.row_stride),
          origin(layout.offset(0, 0)),
          present{0, layout.ny, 0, layout.nx} {}

    /// A block in memory that is larger by `inset` cells on each side.
    DriftCells(const PaddedLayout& layout, int inset, const GhostSides& walls)
        : ny(layout.ny - 2 * inset),
          nx(layout.nx - 2 * inset),
          row_stride(layout.row_stride),
          origin(layout.offset(inset, inset)),
          wall(walls),
          present{walls.y_low ? 0 : -2, walls.y_high ? ny : ny + 2, walls.x_low ? 0 : -2, walls.x_high ? nx : nx + 2} {}

    /// Offset of cell (y, x), as far as there are cells and ghosts.
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION std::ptrdiff_t offset(int y, int x) const {
        return origin + static_cast<std::ptrdiff_t>(y) * row_stride + x;
    }

    /// Some of these cells. \param window counts from this rectangle's cell (0, 0)
    [[nodiscard]] DriftCells part(const Window& window) const {
        DriftCells cells = *this;
        cells.ny = window.y1 - window.y0;
        cells.nx = window.x1 - window.x0;
        cells.origin = offset(window.y0, window.x0);
        cells.wall = {wall.y_low && window.y0 == 0, wall.y_high && window.y1 == ny, wall.x_low && window.x0 == 0,
                      wall.x_high && window.x1 == nx};
        cells.present = {present.y0 - window.y0, present.y1 - window.y0, present.x0 - window.x0,
                         present.x1 - window.x0};
        cells.first_y += window.y0;
        cells.first_x += window.x0;
        return cells;
    }
};

}  // namespace ebru
