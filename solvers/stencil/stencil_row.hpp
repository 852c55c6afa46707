#pragma once

#include "field/padded_layout.hpp"
#include "field/row_loop.hpp"

namespace ebru {

/// Hopping weights of a source cell along one axis: E_+ to the next cell, E_- to the one before, 1 - E_+ - E_- stays.
///
///   E_+-(v) = (theta + v^2 +- v)/2,   theta = 2 alpha      (numerics.md 1.1)
///
/// Four padded fields a velocity field: E^x_+, E^x_-, E^y_+, E^y_-.
enum WeightField { x_plus = 0, x_minus = 1, y_plus = 2, y_minus = 3, weight_fields = 4 };

/// The weights of a row of source cells.
template <class Real>
struct WeightRow {
    const Real* x_plus;
    const Real* x_minus;
    const Real* y_plus;
    const Real* y_minus;
};

template <class Real>
KOKKOS_FORCEINLINE_FUNCTION WeightRow<Real> weight_row(const Real* weights, const PaddedLayout& layout, int y) {
    const Real* const row = weights + layout.offset(y, 0);
    return {row + x_plus * layout.field_stride, row + x_minus * layout.field_stride, row + y_plus * layout.field_stride,
            row + y_minus * layout.field_stride};
}

/// Columns that the loops run over: whole vectors. What they write beyond nx lies in the padding, which sends nothing.
KOKKOS_FORCEINLINE_FUNCTION int whole_vectors(int nx) {
    return (nx + 15) / 16 * 16;
}

/// What the cells of a row send to the next and to the one before along the row. A zero stands before and after either.
template <class Real>
struct SidewaysRow {
    Real* right;
    Real* left;
};

/// The rows that one row of a step is made of. Sources of u are three pointers, since the row beyond a wall is a row
/// inside.
template <class Real>
struct StepRow {
    const Real* u_before;
    const Real* u;
    const Real* u_after;
    WeightRow<Real> weights;
    std::ptrdiff_t row_stride;  ///< from the weights to those of the source rows before and after
    const Real* constant_change;
    Real u_ref;
    Real* target;
};

/// First half of a step of a row: what hops along y arrives, then each cell gives away what hops along x. With q, h, p
/// the parts E^y_+ u, (1 - E^y_+ - E^y_-) u, E^y_- u of the source rows before, at and after it,
///
///   right = E^x_+ q + E^x_+ h + E^x_+ p, left likewise,   target = q + h + p - (right + left) + u_ref c
///
/// A value is subtracted from a cell as the number that is added elsewhere, so mass changes by the round-off of sums.
/// Along y first, since then only two sums are read across the lanes of a vector and not six products.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void hop_along_y(const TeamMember& team, int nx, const StepRow<Real>& row,
                                             const SidewaysRow<Real>& sideways) {
    const WeightRow<Real> w = row.weights;
    const std::ptrdiff_t stride = row.row_stride;
    for_row(team, 0, whole_vectors(nx), [=](int x) EBRU_ROW_BODY {
        const Real from_before = w.y_plus[x - stride] * row.u_before[x];
        const Real from_after = w.y_minus[x + stride] * row.u_after[x];
        const Real stays = row.u[x] - (w.y_plus[x] * row.u[x] + w.y_minus[x] * row.u[x]);
        const Real right = multiply_add(w.x_plus[x + stride], from_after,
                                        multiply_add(w.x_plus[x], stays, w.x_plus[x - stride] * from_before));
        const Real left = multiply_add(w.x_minus[x + stride], from_after,
                                       multiply_add(w.x_minus[x], stays, w.x_minus[x - stride] * from_before));
        const Real arrived = (from_before + from_after) + stays;
        sideways.right[x] = right;
        sideways.left[x] = left;
        row.target[x] = multiply_add(row.u_ref, row.constant_change[x], arrived - (right + left));
    });
}

/// Second half: what hops along x arrives; at the row's ends what comes back from the wall or from the other end.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void hop_along_x(const TeamMember& team, int nx, bool periodic, Real* target,
                                             const SidewaysRow<Real>& sideways) {
    for_row(team, 0, whole_vectors(nx),
            [=](int x) EBRU_ROW_BODY { target[x] += sideways.right[x - 1] + sideways.left[x + 1]; });
    Kokkos::single(Kokkos::PerThread(team), [=]() {
        target[0] += periodic ? sideways.right[nx - 1] : sideways.left[0];
        target[nx - 1] += periodic ? sideways.left[0] : sideways.right[nx - 1];
    });
}

}  // namespace ebru
