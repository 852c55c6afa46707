#pragma once

#include <utility>

#include "solvers/stencil/stencil_row.hpp"

namespace ebru {

/// What the kernels are compiled for: a field whose rows begin and end at walls or in themselves, or a part of a field,
/// or of its rows.
enum class StencilPart { whole, block };

#if defined(EBRU_LANE_SHIFTS)
inline constexpr bool rows_can_carry = true;

/// Second half of a step at the cells of `here`: what hops along x from the vectors before and after them arrives.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void store_target(Real* target, const Lanes<Real>& right_before,
                                              const Parts<CellVector<Real>>& here, const Lanes<Real>& left_after) {
    constexpr std::make_integer_sequence<int, lanes_width<Real>> lanes;
    const Lanes<Real> from_before = shift_on<Real>(right_before, here.right, lanes);
    const Lanes<Real> from_after = shift_back<Real>(here.left, left_after, lanes);
    store_lanes(target, here.kept + (from_before + from_after));
}

/// Columns of one row of a step, but for close_end(): both halves in one pass, each vector written when the next is
/// known. The operations of hop_along_y() and hop_along_x() in their order, so the same bits, with one store a vector
/// instead of four.
/// \param first_left, last_right what the first vector sends to the left and the last to the right
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void hop_row(Columns columns, OpenEnds open, const StepRows<Real>& rows, Real* first_left,
                                         Real* last_right) {
    constexpr int width = lanes_width<Real>;
    const Lanes<Real> nothing = {};
    Lanes<Real> right_before = open.before ? parts_at(rows, columns.begin - width).right : nothing;
    Parts<CellVector<Real>> here = parts_at(rows, columns.begin);
    store_lanes(first_left, here.left);
    for (int x = columns.begin + width; x < columns.end; x += width) {
        const Parts<CellVector<Real>> next = parts_at(rows, x);
        store_target(rows.target + x - width, right_before, here, next.left);
        right_before = here.right;
        here = next;
    }
    store_lanes(last_right, here.right);
    store_target(rows.target + columns.end - width, right_before, here,
                 open.after ? parts_at(rows, columns.end).left : nothing);
}

/// Rows [begin, end) of a step by hop_row(). A row's ends are closed after the row behind it: what the first pass wrote
/// there has then left the core's store queue. \param ends scratch of 64 values
template <StencilPart part, class Kernel, class Real>
KOKKOS_FORCEINLINE_FUNCTION void march_carried(const Kernel& k, Real* ends, int bc, int begin, int end, Columns columns,
                                               const Real* from, Real* to) {
    constexpr int width = lanes_width<Real>;
    const int nx = k.layout.nx;
    const int last_lane = (nx - 1) % width;
    const bool has_end = columns.end >= nx;
    if (has_end) {
        columns.end = (nx + width - 1) / width * width;  // the last vector holds the last cell
    }
    const OpenEnds open = k.template open_ends<part>(columns);
    const Real* const before_first = from + k.layout.offset(k.row_beyond(-1), 0);
    const Real* const after_last = from + k.layout.offset(k.row_beyond(k.layout.ny), 0);
    StepRows<Real> rows = k.rows_from(bc, begin, from, to);
    Real* present = ends;
    Real* waiting = ends + 2 * width;
    const auto close_waiting = [&]() EBRU_ROW_BODY {
        Real* const row = rows.target - rows.row_stride;
        const Real left = waiting[0];
        const Real right = waiting[width + last_lane];
        if (part == StencilPart::whole || columns.begin == 0) {
            close_end(k.sides.x_low, left, right, row);
        }
        if (part == StencilPart::whole || has_end) {
            close_end(k.sides.x_high, right, left, row + nx - 1);
        }
    };
    for (int y = begin; y < end; ++y) {
        rows.u_before = y > 0 ? rows.u - rows.row_stride : before_first;
        rows.u_after = y + 1 < k.layout.ny ? rows.u + rows.row_stride : after_last;
        hop_row(columns, open, rows, present, present + width);
        if (y > begin) {
            close_waiting();
        }
        std::swap(present, waiting);
        rows = next_rows(rows);
    }
    if (end > begin) {
        close_waiting();
    }
}
#else
inline constexpr bool rows_can_carry = false;
#endif

}  // namespace ebru
