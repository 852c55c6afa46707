#pragma once

#include <Kokkos_Macros.hpp>
#include <cstddef>

#include "grid/grid.hpp"

namespace ebru {

/// Memory of one field with a ring of ghost cells. Rows start on 64-byte boundaries; the left ghost of a row sits in
/// the padding at the end of the row before it, so the row stride is a multiple of 16 and at least nx + 2.
struct PaddedLayout {
    int ny = 0;
    int nx = 0;
    int row_stride = 0;
    std::ptrdiff_t field_stride = 0;  ///< distance between fields (lattice velocities): an odd multiple of 16, so that
                                      ///< the fields of one cell do not fall into the same cache sets

    PaddedLayout() = default;
    explicit PaddedLayout(const Grid& grid) : ny(grid.ny), nx(grid.nx), row_stride((grid.nx + 2 + 15) / 16 * 16) {
        // A line before the first row and one after the last: loops over whole vectors read one value beyond a row.
        const std::ptrdiff_t lines = 2 + (static_cast<std::ptrdiff_t>(ny) + 2) * (row_stride / 16);
        field_stride = 16 * (lines % 2 == 1 ? lines : lines + 1);
    }

    /// Offset of cell (y, x), -1 <= y <= ny, -1 <= x <= nx.
    [[nodiscard]] KOKKOS_INLINE_FUNCTION std::ptrdiff_t offset(int y, int x) const {
        return 16 + static_cast<std::ptrdiff_t>(y + 1) * row_stride + x;
    }
};

}  // namespace ebru
