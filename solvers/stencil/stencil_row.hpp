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

/// What a value stands for: neighbouring cells of a row, or a single one. (A vector itself would lose its attributes as
/// a template's argument.)
template <class Real>
struct CellVector {
    using Value = Lanes<Real>;
};
template <class Real>
struct SingleCell {
    using Value = Real;
};

/// Source cells of one row, with their weights.
template <class Cells>
struct Sources {
    using Value = typename Cells::Value;
    Value u;
    Value x_plus;
    Value x_minus;
    Value y_plus;
    Value y_minus;
};

template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Sources<CellVector<Real>> sources_at(const Real* u, const WeightRow<Real>& w,
                                                                 std::ptrdiff_t at) {
    return {load_lanes(u), load_lanes(w.x_plus + at), load_lanes(w.x_minus + at), load_lanes(w.y_plus + at),
            load_lanes(w.y_minus + at)};
}

/// What cells of one row send to the next cell and to the one before along the row, and what they keep.
template <class Cells>
struct Parts {
    using Value = typename Cells::Value;
    Value right;
    Value left;
    Value kept;
};

/// First half of a step at cells of a row: what hops along y arrives, then each cell gives away what hops along x. With
/// q, h, p the parts E^y_+ u, (1 - E^y_+ - E^y_-) u, E^y_- u of the source rows before, at and after a row,
///
///   right = E^x_+ q + E^x_+ h + E^x_+ p, left likewise,   kept = q + h + p - (right + left)
///
/// A value is subtracted from a cell as the number that is added elsewhere, so mass changes by the round-off of sums.
/// Along y first, since then only two sums are read across the lanes of a vector and not six products.
template <class Cells>
KOKKOS_FORCEINLINE_FUNCTION Parts<Cells> parts_of(const Sources<Cells>& before, const Sources<Cells>& here,
                                                  const Sources<Cells>& after) {
    using Value = typename Cells::Value;
    const Value from_before = before.y_plus * before.u;
    const Value from_after = after.y_minus * after.u;
    const Value stays = here.u - (here.y_plus * here.u + here.y_minus * here.u);
    Parts<Cells> parts;
    parts.right = after.x_plus * from_after + (here.x_plus * stays + before.x_plus * from_before);
    parts.left = after.x_minus * from_after + (here.x_minus * stays + before.x_minus * from_before);
    parts.kept = (from_before + from_after) + stays - (parts.right + parts.left);
    return parts;
}

/// The same at the cells from x on of a row, which keep u_ref c besides.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Parts<CellVector<Real>> parts_at(const StepRows<Real>& rows, int x) {
    Parts<CellVector<Real>> parts = parts_of(sources_at(rows.u_before + x, rows.weights, x - rows.row_stride),
                                             sources_at(rows.u + x, rows.weights, x),
                                             sources_at(rows.u_after + x, rows.weights, x + rows.row_stride));
    parts.kept = parts.kept + rows.u_ref * load_lanes(rows.constant_change + x);
    return parts;
}

/// Columns [begin, end) of a row, in whole vectors; its last cell is among them where end >= nx.
struct Columns {
    int begin = 0;
    int end = 0;
};

/// Whether what lies before and after the columns sends to them: cells do, a wall's ghosts do not.
struct OpenEnds {
    bool before = false;
    bool after = false;
};

/// What cells send along the row that take no part in it themselves.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void hop_beyond(const TeamMember& team, int begin, const StepRows<Real>& rows,
                                            const SidewaysRow<Real>& sideways) {
    for_lanes<Real>(team, lanes_width<Real>, [=](int lane) EBRU_ROW_BODY {
        const Parts<CellVector<Real>> parts = parts_at(rows, begin + lane);
        store_lanes(sideways.right + begin + lane, parts.right);
        store_lanes(sideways.left + begin + lane, parts.left);
    });
}

/// First half of a step of columns of one row.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void hop_along_y(const TeamMember& team, Columns columns, OpenEnds open,
                                             const StepRows<Real>& rows, const SidewaysRow<Real>& sideways) {
    for_lanes<Real>(team, columns.end - columns.begin, [=](int column) EBRU_ROW_BODY {
        const int x = columns.begin + column;
        const Parts<CellVector<Real>> parts = parts_at(rows, x);
        store_lanes(sideways.right + x, parts.right);
        store_lanes(sideways.left + x, parts.left);
        store_lanes(rows.target + x, parts.kept);
    });
    if (open.before) {
        hop_beyond(team, columns.begin - lanes_width<Real>, rows, sideways);
    }
    if (open.after) {
        hop_beyond(team, columns.end, rows, sideways);
    }
}

/// What lies beyond a side of the memory that a stencil runs on.
enum class StencilSide {
    mirror,  ///< a wall: what hops out comes back
    wrap,    ///< the other end of the same memory
    joined,  ///< ghost cells, which hold another block's cells
    seam     ///< along x: ghost cells that hold the other end of a periodic field; added last, as wrap does
};

struct StencilSides {
    StencilSide x_low = StencilSide::mirror;
    StencilSide x_high = StencilSide::mirror;
    StencilSide y_low = StencilSide::mirror;
    StencilSide y_high = StencilSide::mirror;
};

/// What comes to an end of a row from the wall or from the other end.
/// \param own what the cell there sends across that end, other what the row's other end sends across its own
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void close_end(StencilSide side, Real own, Real other, Real* cell) {
    if (side == StencilSide::mirror) {
        *cell += own;
    } else if (side == StencilSide::wrap) {
        *cell += other;
    }
}

/// Second half of a step of columns of one row but for its ends: what hops along x arrives.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION void hop_along_x(const TeamMember& team, Columns columns, Real* target,
                                             const SidewaysRow<Real>& sideways) {
    const Real* const right = sideways.right;
    const Real* const left = sideways.left;
    for_row(team, columns.begin, columns.end, [=](int x) EBRU_ROW_BODY { target[x] += right[x - 1] + left[x + 1]; });
}

}  // namespace ebru
