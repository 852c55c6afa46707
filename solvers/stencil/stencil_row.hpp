#pragma once

#include "field/lanes.hpp"
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

/// The rows of a step. Sources of u before the first and after the last row are pointers of their own, since the row
/// beyond a wall is a row inside; weights have ghost rows there.
template <class Real>
struct StepRows {
    const Real* u_before;
    const Real* u;
    const Real* u_after;
    WeightRow<Real> weights;
    std::ptrdiff_t row_stride;
    const Real* constant_change;
    Real u_ref;
    Real* target;
};

/// The same one row on: pointers move, nothing is looked up again. u_before and u_after are the caller's.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION StepRows<Real> next_rows(StepRows<Real> rows) {
    const std::ptrdiff_t jump = rows.row_stride;
    rows.u += jump;
    rows.weights = {rows.weights.x_plus + jump, rows.weights.x_minus + jump, rows.weights.y_plus + jump,
                    rows.weights.y_minus + jump};
    rows.constant_change += jump;
    rows.target += jump;
    return rows;
}

/// Neighbouring source cells of one row, with their weights.
template <class Real>
struct Sources {
    Lanes<Real> u;
    Lanes<Real> x_plus;
    Lanes<Real> x_minus;
    Lanes<Real> y_plus;
    Lanes<Real> y_minus;
};

template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Sources<Real> sources_at(const Real* u, const WeightRow<Real>& w, std::ptrdiff_t at) {
    return {load_lanes(u), load_lanes(w.x_plus + at), load_lanes(w.x_minus + at), load_lanes(w.y_plus + at),
            load_lanes(w.y_minus + at)};
}

/// What neighbouring cells of one row send to the next cell and to the one before along the row, and what they keep.
template <class Real>
struct Parts {
    Lanes<Real> right;
    Lanes<Real> left;
    Lanes<Real> kept;
};

/// First half of a step at the cells from x on: what hops along y arrives, then each cell gives away what hops along x.
/// With q, h, p the parts E^y_+ u, (1 - E^y_+ - E^y_-) u, E^y_- u of the source rows before, at and after a row,
///
///   right = E^x_+ q + E^x_+ h + E^x_+ p, left likewise,   kept = q + h + p - (right + left) + u_ref c
///
/// A value is subtracted from a cell as the number that is added elsewhere, so mass changes by the round-off of sums.
/// Along y first, since then only two sums are read across the lanes of a vector and not six products.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Parts<Real> parts_at(const StepRows<Real>& rows, int x) {
    using Vector = Lanes<Real>;
    const Sources<Real> before = sources_at(rows.u_before + x, rows.weights, x - rows.row_stride);
    const Sources<Real> here = sources_at(rows.u + x, rows.weights, x);
    const Sources<Real> after = sources_at(rows.u_after + x, rows.weights, x + rows.row_stride);
    const Vector from_before = before.y_plus * before.u;
    const Vector from_after = after.y_minus * after.u;
    const Vector stays = here.u - (here.y_plus * here.u + here.y_minus * here.u);
    Parts<Real> parts;
    parts.right = after.x_plus * from_after + (here.x_plus * stays + before.x_plus * from_before);
    parts.left = after.x_minus * from_after + (here.x_minus * stays + before.x_minus * from_before);
    const Vector change = load_lanes(rows.constant_change + x);
    parts.kept = (from_before + from_after) + stays - (parts.right + parts.left) + rows.u_ref * change;
    return parts;
}

/// First half of a step of one row.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void hop_along_y(const TeamMember& team, int nx, const StepRows<Real>& rows,
                                             const SidewaysRow<Real>& sideways) {
    for_lanes<Real>(team, whole_vectors(nx), [=](int x) EBRU_ROW_BODY {
        const Parts<Real> parts = parts_at(rows, x);
        store_lanes(sideways.right + x, parts.right);
        store_lanes(sideways.left + x, parts.left);
        store_lanes(rows.target + x, parts.kept);
    });
}

/// What comes to the ends of a row from the wall or from the other end.
/// \param left, right what the first cell sends to the left and the last one to the right
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void close_row(bool periodic, Real left, Real right, Real* first, Real* last) {
    *first += periodic ? right : left;
    *last += periodic ? left : right;
}

/// Second half of a step of one row: what hops along x arrives.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void hop_along_x(const TeamMember& team, int nx, bool periodic, Real* target,
                                             const SidewaysRow<Real>& sideways) {
    const Real* const right = sideways.right;
    const Real* const left = sideways.left;
    for_row(team, 0, whole_vectors(nx), [=](int x) EBRU_ROW_BODY { target[x] += right[x - 1] + left[x + 1]; });
    Kokkos::single(Kokkos::PerThread(team),
                   [=]() { close_row(periodic, left[0], right[nx - 1], target, target + nx - 1); });
}

}  // namespace ebru
