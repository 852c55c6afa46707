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

/// What the cells of a few rows send to the next and to the one before along the row. A zero stands before
/// and after every row of either.
template <class Real>
struct SidewaysRows {
    Real* right;
    Real* left;
    std::ptrdiff_t stride;
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

/// The same `count` rows on: pointers move, nothing is looked up again. u_before and u_after are the caller's.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION StepRows<Real> next_rows(StepRows<Real> rows, int count) {
    const std::ptrdiff_t jump = count * rows.row_stride;
    rows.u += jump;
    rows.weights = {rows.weights.x_plus + jump, rows.weights.x_minus + jump, rows.weights.y_plus + jump,
                    rows.weights.y_minus + jump};
    rows.constant_change += jump;
    rows.target += jump;
    return rows;
}

/// Neighbouring source cells of one row, with their weights.
template <class Vector>
struct Sources {
    Vector u;
    Vector x_plus;
    Vector x_minus;
    Vector y_plus;
    Vector y_minus;
};

template <class Vector, class Real>
KOKKOS_FORCEINLINE_FUNCTION Sources<Vector> sources_at(const Real* u, const WeightRow<Real>& w, std::ptrdiff_t at) {
    return {load_lanes<Vector>(u), load_lanes<Vector>(w.x_plus + at), load_lanes<Vector>(w.x_minus + at),
            load_lanes<Vector>(w.y_plus + at), load_lanes<Vector>(w.y_minus + at)};
}

/// First half of a step of `count` rows: what hops along y arrives, then each cell gives away what hops along x. With
/// q, h, p the parts E^y_+ u, (1 - E^y_+ - E^y_-) u, E^y_- u of the source rows before, at and after a row,
///
///   right = E^x_+ q + E^x_+ h + E^x_+ p, left likewise,   target = q + h + p - (right + left) + u_ref c
///
/// A value is subtracted from a cell as the number that is added elsewhere, so mass changes by the round-off of sums.
/// Along y first, since then only two sums are read across the lanes of a vector and not six products.
template <int count, class Real>
KOKKOS_FORCEINLINE_FUNCTION void hop_along_y(const TeamMember& team, int nx, const StepRows<Real>& rows,
                                             const SidewaysRows<Real>& sideways) {
    for_lanes<Real>(team, whole_vectors(nx), [=]<class Vector>(int x) EBRU_ROW_BODY {
        const std::ptrdiff_t stride = rows.row_stride;
        const WeightRow<Real>& w = rows.weights;
        Sources<Vector> before = sources_at<Vector>(rows.u_before + x, w, x - stride);
        Sources<Vector> here = sources_at<Vector>(rows.u + x, w, x);
        Vector from_before = before.y_plus * before.u;
        unrolled<count>([&]<int r>() EBRU_ROW_BODY {
            const Real* const u_after = r + 1 < count ? rows.u + (r + 1) * stride : rows.u_after;
            const Sources<Vector> after = sources_at<Vector>(u_after + x, w, x + (r + 1) * stride);
            const Vector to_after = here.y_plus * here.u;
            const Vector from_after = after.y_minus * after.u;
            const Vector stays = here.u - (to_after + here.y_minus * here.u);
            const Vector right = after.x_plus * from_after + (here.x_plus * stays + before.x_plus * from_before);
            const Vector left = after.x_minus * from_after + (here.x_minus * stays + before.x_minus * from_before);
            const Vector change = load_lanes<Vector>(rows.constant_change + x + r * stride);
            const Vector kept = (from_before + from_after) + stays - (right + left);
            store_lanes(sideways.right + x + r * sideways.stride, right);
            store_lanes(sideways.left + x + r * sideways.stride, left);
            store_lanes(rows.target + x + r * stride, kept + rows.u_ref * change);
            from_before = to_after;
            before = here;
            here = after;
        });
    });
}

/// Second half of `count` rows: what hops along x arrives; at the row's ends what comes back from the wall or from the
/// other end.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void hop_along_x(const TeamMember& team, int nx, bool periodic, Real* target,
                                             std::ptrdiff_t row_stride, int count, const SidewaysRows<Real>& sideways) {
    for (int r = 0; r < count; ++r) {
        Real* const to = target + r * row_stride;
        const Real* const right = sideways.right + r * sideways.stride;
        const Real* const left = sideways.left + r * sideways.stride;
        for_row(team, 0, whole_vectors(nx), [=](int x) EBRU_ROW_BODY { to[x] += right[x - 1] + left[x + 1]; });
        Kokkos::single(Kokkos::PerThread(team), [=]() {
            to[0] += periodic ? right[nx - 1] : left[0];
            to[nx - 1] += periodic ? left[0] : right[nx - 1];
        });
    }
}

}  // namespace ebru
