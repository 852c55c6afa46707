#pragma once

#include "solvers/spde/flux_row.hpp"

namespace ebru {

/// The drift of the paper's appendix H, equations 35 and 36, repaired (numerics.md 5.2): all nine cases are one rule,
/// the interior formula with neighbours at distance 1 reflected about the edge's cell centres (u_{-1} = u_1) and
/// indices at distance 2 clamped to the grid:
///
///   b_i = g(u_{i+2} - u_i, u_{i+1,j+1} - u_{i+1,j-1}) (u_{i+1} - u_i)
///       - g(u_i - u_{i-2}, u_{i-1,j+1} - u_{i-1,j-1}) (u_i - u_{i-1}) + the same in j
///
/// with differences over two cells halved, so that gradient_scale = 2 is the printed formula. The coefficient sits at
/// the neighbour and not on the face: the two cells of a face disagree about the flux through it.
template <class Real>
struct AppendixRow {
    const Real* row;    ///< the row with reflected ghosts, and its neighbours at +-up
    const Real* above;  ///< two rows on, clamped
    const Real* below;  ///< two rows back, clamped
    const Real* wide;   ///< the row with clamped ghosts, two at either end
    std::ptrdiff_t up;

    KOKKOS_FORCEINLINE_FUNCTION Real at(const EdgeFunction<Real>& g, int x) const {
        const Real* const u = row + x;
        const Real half(0.5);
        const Real right = g(half * (wide[x + 2] - u[0]), half * (u[1 + up] - u[1 - up]));
        const Real left = g(half * (u[0] - wide[x - 2]), half * (u[-1 + up] - u[-1 - up]));
        const Real top = g(half * (u[1 + up] - u[-1 + up]), half * (above[x] - u[0]));
        const Real bottom = g(half * (u[1 - up] - u[-1 - up]), half * (u[0] - below[x]));
        return (right * (u[1] - u[0]) - left * (u[0] - u[-1])) + (top * (u[up] - u[0]) - bottom * (u[0] - u[-up]));
    }
};

/// Rows [first, last) of it; sink(y, x, b). \param u with ghosts reflected about the edge's cell centres at walls, and
/// two cells beyond other sides; an image has at least two cells each way. \param wide scratch for x = -2 .. nx + 1.
template <class Real, class Sink>
KOKKOS_FORCEINLINE_FUNCTION void march_appendix(const TeamMember& team, const DriftCells& cells,
                                                const EdgeFunction<Real>& g, int first, int last, const Real* u,
                                                Real* wide, const Sink& sink) {
    const int nx = cells.nx;
    const int low_x = cells.present.x0;
    const int high_x = cells.present.x1 - 1;
    const int low_y = cells.present.y0;
    const int high_y = cells.present.y1 - 1;
    for (int y = first; y < last; ++y) {
        const Real* const row = u + cells.offset(y, 0);
        for_row(team, -2, nx + 2,
                [=](int x) EBRU_ROW_BODY { wide[x] = row[x < low_x ? low_x : (x < high_x ? x : high_x)]; });
        const AppendixRow<Real> around{row, u + cells.offset(y + 2 < high_y ? y + 2 : high_y, 0),
                                       u + cells.offset(y - 2 > low_y ? y - 2 : low_y, 0), wide, cells.row_stride};
        for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY { sink(y, x, around.at(g, x)); });
    }
}

}  // namespace ebru
