#pragma once

#include "base/planted_fault.hpp"
#include "field/row_loop.hpp"
#include "solvers/spde/drift_cells.hpp"
#include "solvers/spde/flux_drift.hpp"

namespace ebru {

/// g as a kernel evaluates it: alpha / sqrt(1 + sharpness |p|^2), sharpness = (s/lambda)^2. Square root and division
/// are the processor's own, correctly rounded: no approximation whose bits depend on the machine.
template <class Real>
struct EdgeFunction {
    Real alpha;
    Real sharpness;

    EdgeFunction() = default;
    explicit EdgeFunction(const EdgeStopping& g)
        : alpha(static_cast<Real>(g.alpha)),
          sharpness(static_cast<Real>(g.gradient_scale * g.inverse_lambda * g.gradient_scale * g.inverse_lambda)) {}

    KOKKOS_FORCEINLINE_FUNCTION Real operator()(Real p, Real q) const {
        return alpha / Kokkos::sqrt(multiply_add(sharpness, multiply_add(p, p, q * q), Real(1)));
    }
};

// Coefficients of faces, numerics.md 5.1. `u` points at a row, `up` is the distance to the next row: u[x + up] is the
// cell above in y. Faces between cells only, so wall faces are not asked for.

/// lambda = infinity, whatever the form.
template <class Real>
struct ConstantFace {
    EdgeFunction<Real> g;

    KOKKOS_FORCEINLINE_FUNCTION Real x_face(const Real* /*u*/, std::ptrdiff_t /*up*/, int /*x*/) const {
        return g.alpha;
    }
    KOKKOS_FORCEINLINE_FUNCTION Real y_face(const Real* /*u*/, std::ptrdiff_t /*up*/, int /*x*/) const {
        return g.alpha;
    }
};

/// gamma = g(n, t): n the difference across the face, t the mean tangential difference of its two cells.
template <class Real>
struct CompactFace {
    EdgeFunction<Real> g;

    KOKKOS_FORCEINLINE_FUNCTION Real x_face(const Real* u, std::ptrdiff_t up, int x) const {
        const int other = planted_in_kernel(Fault::spde_one_sided_face) ? x : x + 1;
        const Real t = Real(0.25) * ((u[x + up] - u[x - up]) + (u[other + up] - u[other - up]));
        return g(u[x + 1] - u[x], t);
    }
    KOKKOS_FORCEINLINE_FUNCTION Real y_face(const Real* u, std::ptrdiff_t up, int x) const {
        const Real t = Real(0.25) * ((u[x + 1] - u[x - 1]) + (u[x + up + 1] - u[x + up - 1]));
        return g(u[x + up] - u[x], t);
    }
};

/// gamma = (g(G_i) + g(G_{i+1}))/2, G the central differences of the two cells.
template <class Real>
struct AveragedFace {
    EdgeFunction<Real> g;

    KOKKOS_FORCEINLINE_FUNCTION Real at_cell(const Real* u, std::ptrdiff_t up) const {
        return g(Real(0.5) * (u[1] - u[-1]), Real(0.5) * (u[up] - u[-up]));
    }
    KOKKOS_FORCEINLINE_FUNCTION Real x_face(const Real* u, std::ptrdiff_t up, int x) const {
        return Real(0.5) * (at_cell(u + x, up) + at_cell(u + x + 1, up));
    }
    KOKKOS_FORCEINLINE_FUNCTION Real y_face(const Real* u, std::ptrdiff_t up, int x) const {
        return Real(0.5) * (at_cell(u + x, up) + at_cell(u + x + up, up));
    }
};

/// Two rows of team scratch: what a march through the rows of a drift remembers.
template <class Real>
struct FluxRows {
    Real* x_flux;  ///< through the faces x + 1/2 of a row, x = -1 .. nx - 1
    Real* y_flux;  ///< through the faces below a row
};

/// Rows [first, last) of b(u); sink(y, x, b) takes what is computed. Each flux is computed once or, at the edge of a
/// slice or a block, twice by the same operations: what leaves a cell enters its neighbour to the bit. None goes
/// through a wall.
template <class Face, class Real, class Sink>
KOKKOS_FORCEINLINE_FUNCTION void march_fluxes(const TeamMember& team, const DriftCells& cells, const Face& face,
                                              int first, int last, const Real* u, const FluxRows<Real>& rows,
                                              const Sink& sink) {
    const std::ptrdiff_t up = cells.row_stride;
    const int nx = cells.nx;
    const bool from_side = !cells.wall.x_low;
    const int end_face = cells.wall.x_high ? nx - 1 : nx;
    Real* const x_flux = rows.x_flux;
    Real* const y_flux = rows.y_flux;
    const Real* const below = u + cells.offset(first - 1, 0);
    const bool from_wall = first == 0 && cells.wall.y_low;
    x_flux[-1] = Real(0);
    x_flux[nx - 1] = Real(0);
    for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY {
        y_flux[x] = from_wall ? Real(0) : face.y_face(below, up, x) * (below[x + up] - below[x]);
    });
    for (int y = first; y < last; ++y) {
        const Real* const row = u + cells.offset(y, 0);
        const auto x_face = [=](int x) EBRU_ROW_BODY { x_flux[x] = face.x_face(row, up, x) * (row[x + 1] - row[x]); };
        if (from_side) {
            for_row(team, -1, 0, x_face);
        }
        for_row(team, 0, end_face, x_face);
        if (y == cells.ny - 1 && cells.wall.y_high) {
            const Real sign = planted_in_kernel(Fault::spde_wall_sign) ? Real(-1) : Real(1);
            for_row(team, 0, nx,
                    [=](int x) EBRU_ROW_BODY { sink(y, x, (x_flux[x] - x_flux[x - 1]) - sign * y_flux[x]); });
        } else {
            for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY {
                const Real above = face.y_face(row, up, x) * (row[x + up] - row[x]);
                sink(y, x, (x_flux[x] - x_flux[x - 1]) + (above - y_flux[x]));
                y_flux[x] = above;
            });
        }
    }
}

/// g at the cells of row y from central differences, the wall-normal one zero in cells at a wall; sink(x, g).
template <class Real, class Sink>
KOKKOS_FORCEINLINE_FUNCTION void cell_row(const TeamMember& team, const DriftCells& cells, const EdgeFunction<Real>& g,
                                          const Real* u, int y, const Sink& sink) {
    const std::ptrdiff_t up = cells.row_stride;
    const int first = cells.wall.x_low ? 0 : -1;  // -1 and nx: no cell of the row
    const int last = cells.wall.x_high ? cells.nx - 1 : cells.nx;
    const Real* const row = u + cells.offset(y, 0);
    const bool at_wall = (y == 0 && cells.wall.y_low) || (y == cells.ny - 1 && cells.wall.y_high);
    const Real half_y = at_wall ? Real(0) : Real(0.5);
    for_row(team, 0, cells.nx, [=](int x) EBRU_ROW_BODY {
        const Real half_x = x == first || x == last ? Real(0) : Real(0.5);
        sink(x, g(half_x * (row[x + 1] - row[x - 1]), half_y * (row[x + up] - row[x - up])));
    });
}

}  // namespace ebru
