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

/// What a row of sources sends to column x of the rows after, at and before it.
template <class Real>
struct RowShares {
    Real next;
    Real here;
    Real previous;
};

/// Sum over a in {-1, 0, 1} of E^x_a u, split by E^y_b, of the sources x - a (numerics.md 1.1).
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION RowShares<Real> row_shares(const Real* u, const WeightRow<Real>& w, int x) {
    const Real from_left = w.x_plus[x - 1] * u[x - 1];
    const Real from_right = w.x_minus[x + 1] * u[x + 1];
    const Real stays = multiply_add(-(w.x_plus[x] + w.x_minus[x]), u[x], u[x]);
    RowShares<Real> shares;
    shares.next =
        multiply_add(w.y_plus[x + 1], from_right, multiply_add(w.y_plus[x - 1], from_left, w.y_plus[x] * stays));
    shares.previous =
        multiply_add(w.y_minus[x + 1], from_right, multiply_add(w.y_minus[x - 1], from_left, w.y_minus[x] * stays));
    shares.here = (from_left + from_right + stays) - (shares.next + shares.previous);
    return shares;
}

/// What earlier source rows left for the row that comes next (`pending`) and for the one after (`carried`); row_stride
/// values each.
template <class Real>
struct RowSums {
    Real* pending;
    Real* carried;
};

/// Columns that the loops run over: whole vectors. What they write beyond nx lies in the padding and in ghosts, which
/// are filled after every step.
KOKKOS_FORCEINLINE_FUNCTION int whole_vectors(int nx) {
    return (nx + 15) / 16 * 16;
}

/// Source row y completes target row y - 1.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void add_row(const TeamMember& team, const PaddedLayout& layout, int y, const Real* u,
                                         const Real* weights, const Real* constant_change, Real u_ref, Real* u_next,
                                         const RowSums<Real>& sums) {
    const Real* const source = u + layout.offset(y, 0);
    const WeightRow<Real> w = weight_row(weights, layout, y);
    Real* const target = u_next + layout.offset(y - 1, 0);
    const Real* const change = constant_change + layout.offset(y - 1, 0);
    for_row(team, 0, whole_vectors(layout.nx), [=](int x) EBRU_ROW_BODY {
        const RowShares<Real> shares = row_shares(source, w, x);
        target[x] = multiply_add(u_ref, change[x], sums.pending[x] + shares.previous);
        sums.pending[x] = sums.carried[x] + shares.here;
        sums.carried[x] = shares.next;
    });
}

/// Source rows y and y + 1 complete target rows y - 1 and y: the same sums as add_row() twice, with half of its traffic
/// to and from the row sums.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void add_two_rows(const TeamMember& team, const PaddedLayout& layout, int y, const Real* u,
                                              const Real* weights, const Real* constant_change, Real u_ref,
                                              Real* u_next, const RowSums<Real>& sums) {
    const std::ptrdiff_t stride = layout.row_stride;
    const Real* const source = u + layout.offset(y, 0);
    const WeightRow<Real> w = weight_row(weights, layout, y);
    const WeightRow<Real> w_after = weight_row(weights, layout, y + 1);
    Real* const target = u_next + layout.offset(y - 1, 0);
    const Real* const change = constant_change + layout.offset(y - 1, 0);
    for_row(team, 0, whole_vectors(layout.nx), [=](int x) EBRU_ROW_BODY {
        const RowShares<Real> shares = row_shares(source, w, x);
        const RowShares<Real> after = row_shares(source + stride, w_after, x);
        target[x] = multiply_add(u_ref, change[x], sums.pending[x] + shares.previous);
        const Real between = sums.carried[x] + shares.here;
        target[x + stride] = multiply_add(u_ref, change[x + stride], between + after.previous);
        sums.pending[x] = shares.next + after.here;
        sums.carried[x] = after.next;
    });
}

/// Rows [first, last) of one step u -> u_next of the deviation from u_ref, marching through the source rows first-1 ..
/// last:
///
///   u_next(x) = sum_{a,b} (E^x_a E^y_b u)(x - (a, b)) + u_ref c(x),   c = (the stencil applied to 1) - 1
///
/// Reads u, four weights and c, writes u_next: 7 values a cell.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void march_rows(const TeamMember& team, const PaddedLayout& layout, int first, int last,
                                            const Real* u, const Real* weights, const Real* constant_change, Real u_ref,
                                            Real* u_next, const RowSums<Real>& sums) {
    const Real* const before = u + layout.offset(first - 1, 0);
    const WeightRow<Real> w_before = weight_row(weights, layout, first - 1);
    const Real* const start = u + layout.offset(first, 0);
    const WeightRow<Real> w_start = weight_row(weights, layout, first);
    for_row(team, 0, whole_vectors(layout.nx), [=](int x) EBRU_ROW_BODY {
        const RowShares<Real> shares = row_shares(start, w_start, x);
        sums.pending[x] = row_shares(before, w_before, x).next + shares.here;
        sums.carried[x] = shares.next;
    });
    int y = first + 1;
    for (; y < last; y += 2) {
        add_two_rows(team, layout, y, u, weights, constant_change, u_ref, u_next, sums);
    }
    if (y == last) {
        add_row(team, layout, y, u, weights, constant_change, u_ref, u_next, sums);
    }
}

}  // namespace ebru
