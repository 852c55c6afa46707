#pragma once

#include <cstdint>
#include <type_traits>

#include "base/planted_fault.hpp"
#include "field/ghost_links.hpp"
#include "field/image_batch.hpp"
#include "field/team_work.hpp"
#include "solvers/stencil/carried_row.hpp"

namespace ebru {

/// Everything that a stencil kernel reads and writes, by value.
template <class Real>
struct StencilKernel {
    using Blocks = Kokkos::View<Real**, Kokkos::LayoutRight>;   // (B C, padded field) or (F, padded field)
    using Fields = Kokkos::View<Real***, Kokkos::LayoutRight>;  // (F, n, padded field)
    using Scratch = Kokkos::View<Real*, Kokkos::DefaultExecutionSpace::scratch_memory_space, Kokkos::MemoryUnmanaged>;

    PaddedLayout layout;
    int channels = 1;
    Blocks u;  ///< deviation from u_ref
    Blocks u_next;
    Kokkos::View<Real*> u_ref;    // (B C)
    Fields velocity;              // (F, 2, ...)
    Fields weights;               // (F, 4, ...)
    Blocks constant_change;       // (F, ...)
    Kokkos::View<int*> field_of;  // (B)
    GhostLinks weight_ghosts;
    StencilSides sides;
    bool carry = rows_can_carry;  ///< march_carried() where there is one; march() everywhere else, and for its test

    [[nodiscard]] int blocks() const { return static_cast<int>(u.extent(0)); }

    /// Values of one row of SidewaysRow: a line of zeros before and after.
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION std::ptrdiff_t sideways_stride() const {
        return whole_vectors(layout.nx) + 32;
    }
    /// Values of a thread's scratch: right and left of two rows, and what it takes to start on a line.
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION std::size_t scratch_values() const {
        return static_cast<std::size_t>(4 * sideways_stride() + 16);
    }
    [[nodiscard]] std::size_t scratch_bytes() const { return Scratch::shmem_size(scratch_values()); }

    /// The scratch of this thread, zeros; once a team, since scratch memory is only given out, never taken back.
    KOKKOS_FORCEINLINE_FUNCTION Real* sideways_rows(const TeamMember& team) const {
        const Scratch scratch(team.thread_scratch(1), scratch_values());
        constexpr std::uintptr_t line = 64;
        const auto address = reinterpret_cast<std::uintptr_t>(scratch.data());
        Real* const rows = scratch.data() + (line - address % line) % line / sizeof(Real);
        for_row(team, 0, static_cast<int>(4 * sideways_stride()), [=](int i) EBRU_ROW_BODY { rows[i] = Real(0); });
        return rows + 16;
    }

    /// The row that stands for row -1 or ny.
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION int row_beyond(int y) const {
        const StencilSide side = y < 0 ? sides.y_low : sides.y_high;
        const bool at_first = (y < 0) == (side == StencilSide::mirror);
        return side == StencilSide::joined ? y : (at_first ? 0 : layout.ny - 1);
    }

    template <StencilPart part>
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION OpenEnds open_ends(Columns columns) const {
        if (part == StencilPart::whole) {
            return {};
        }
        return {columns.begin > 0 || sides.x_low == StencilSide::joined,
                columns.end < layout.nx || sides.x_high == StencilSide::joined};
    }

    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION Columns all_columns() const { return {0, whole_vectors(layout.nx)}; }

    /// Rows from y on of a step, but for the source rows before and after them.
    KOKKOS_FORCEINLINE_FUNCTION StepRows<Real> rows_from(int bc, int y, const Real* from, Real* to) const {
        const int field = field_of(bc / channels);
        const std::ptrdiff_t row = layout.offset(y, 0);
        return {nullptr,
                from + row,
                nullptr,
                weight_row(&weights(field, 0, 0), layout, y),
                layout.row_stride,
                &constant_change(field, 0) + row,
                planted_in_kernel(Fault::reference_dropped) ? Real(0) : u_ref(bc),
                to + row};
    }

    /// Columns of the rows [first, last) of one step from -> to of the deviation from u_ref, shared out among the
    /// team's threads:
    ///
    ///   to(x) = sum_{a,b} (E^x_a E^y_b from)(x - (a, b)) + u_ref c(x),   c = (the stencil applied to 1) - 1
    ///
    /// Reads u, four weights and c, writes u: 7 values a cell.
    template <StencilPart part>
    KOKKOS_FORCEINLINE_FUNCTION void step_rows(const TeamMember& team, Real* sideways, int bc, int first, int last,
                                               Columns columns, const Real* from, Real* to) const {
        const int total = last - first;
        const int begin = first + total * team.team_rank() / team.team_size();
        const int end = first + total * (team.team_rank() + 1) / team.team_size();
        if constexpr (rows_can_carry) {
            if (carry) {
                march_carried<part>(*this, sideways, bc, begin, end, columns, from, to);
                return;
            }
        }
        march<part>(team, sideways, bc, begin, end, columns, from, to);
    }

    /// Rows [begin, end). The second half of a row follows the first half of the next: what it reads across lanes has
    /// then left the core's store queue.
    template <StencilPart part>
    KOKKOS_FORCEINLINE_FUNCTION void march(const TeamMember& team, Real* sideways, int bc, int begin, int end,
                                           Columns columns, const Real* from, Real* to) const {
        const std::ptrdiff_t stride = sideways_stride();
        SidewaysRow<Real> present{sideways, sideways + stride};
        SidewaysRow<Real> before{sideways + 2 * stride, sideways + 3 * stride};
        const OpenEnds open = open_ends<part>(columns);
        const Real* const before_first = from + layout.offset(row_beyond(-1), 0);
        const Real* const after_last = from + layout.offset(row_beyond(layout.ny), 0);
        StepRows<Real> rows = rows_from(bc, begin, from, to);
        for (int y = begin; y < end; ++y) {
            rows.u_before = y > 0 ? rows.u - rows.row_stride : before_first;
            rows.u_after = y + 1 < layout.ny ? rows.u + rows.row_stride : after_last;
            hop_along_y(team, columns, open, rows, present);
            if (y > begin) {
                finish_row(team, columns, rows.target - rows.row_stride, before);
            }
            const SidewaysRow<Real> done = present;
            present = before;
            before = done;
            rows = next_rows(rows);
        }
        if (end > begin) {
            finish_row(team, columns, rows.target - rows.row_stride, before);
        }
    }

    /// Second half of a step of columns of one row, with its ends.
    KOKKOS_FORCEINLINE_FUNCTION void finish_row(const TeamMember& team, Columns columns, Real* target,
                                                const SidewaysRow<Real>& sideways) const {
        hop_along_x(team, columns, target, sideways);
        Kokkos::single(Kokkos::PerThread(team), [=, this]() {
            const Real left = sideways.left[0];
            const Real right = sideways.right[layout.nx - 1];
            if (columns.begin == 0) {
                close_end(sides.x_low, left, right, target);
            }
            if (columns.end >= layout.nx) {
                close_end(sides.x_high, right, left, target + layout.nx - 1);
            }
        });
    }
};

/// What a field's sides are where it is in one piece.
inline StencilSides sides_of_whole(bool periodic) {
    const StencilSide side = periodic ? StencilSide::wrap : StencilSide::mirror;
    return {side, side, side, side};
}

/// Weights from the velocity (F, 2, ...), at diffusivity alpha, and those of their ghosts that have links.
template <class Real>
void launch_weights(const StencilKernel<Real>& k, double alpha) {
    const auto theta = static_cast<Real>(2.0 * alpha);
    Kokkos::parallel_for(
        "stencil weights", make_teams(static_cast<int>(k.weights.extent(0))), KOKKOS_LAMBDA(const TeamMember& team) {
            const int f = team.league_rank();
            Real* const weights = &k.weights(f, 0, 0);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                const std::ptrdiff_t row = k.layout.offset(y, 0);
                const std::ptrdiff_t stride = k.layout.field_stride;
                for (int axis = 0; axis < 2; ++axis) {
                    const Real* const v = &k.velocity(f, axis, 0) + row;
                    Real* const plus = weights + (axis == 0 ? x_plus : y_plus) * stride + row;
                    Real* const minus = weights + (axis == 0 ? x_minus : y_minus) * stride + row;
                    for_row(team, 0, k.layout.nx, [=](int x) EBRU_ROW_BODY {
                        const Real spread = planted_in_kernel(Fault::stencil_spread) ? theta : theta + v[x] * v[x];
                        plus[x] = Real(0.5) * (spread + v[x]);
                        minus[x] = Real(0.5) * (spread - v[x]);
                    });
                }
            });
            exchange_ghosts(team, weights, k.weight_ghosts);
        });
}

/// Ends the use of the weights' ghost columns, which are there for constant_change_at(), where they hold no other
/// block's cells: nothing hops out of them, since close_end() adds what comes through a wall.
template <class Real>
void launch_closed_columns(const StencilKernel<Real>& k) {
    Kokkos::parallel_for(
        "stencil columns", make_teams(static_cast<int>(k.weights.extent(0))), KOKKOS_LAMBDA(const TeamMember& team) {
            Real* const weights = &k.weights(team.league_rank(), 0, 0);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, weight_fields * (k.layout.ny + 2)), [&](int i) {
                Real* const row = weights + i % weight_fields * k.layout.field_stride;
                if (k.sides.x_low != StencilSide::joined) {
                    row[k.layout.offset(i / weight_fields - 1, -1)] = Real(0);
                }
                if (k.sides.x_high != StencilSide::joined) {
                    row[k.layout.offset(i / weight_fields - 1, k.layout.nx)] = Real(0);
                }
            });
        });
}

/// All steps of one image channel by one team; the last state is in u when `steps` is even, else in u_next.
template <class Real>
void launch_resident(const StencilKernel<Real>& k, int steps) {
    Kokkos::parallel_for(
        "stencil resident", make_teams(k.blocks()).set_scratch_size(1, Kokkos::PerThread(k.scratch_bytes())),
        KOKKOS_LAMBDA(const TeamMember& team) {
            Real* const sideways = k.sideways_rows(team);
            const int bc = team.league_rank();
            Real* from = &k.u(bc, 0);
            Real* to = &k.u_next(bc, 0);
            for (int s = 0; s < steps; ++s) {
                k.template step_rows<StencilPart::whole>(team, sideways, bc, 0, k.layout.ny, k.all_columns(), from, to);
                team.team_barrier();
                Real* const done = to;
                to = from;
                from = done;
            }
        });
}

/// Columns of the rows [first, last).
struct StencilRegion {
    int first = 0;
    int last = 0;
    Columns columns;
};

/// A region of one step u -> u_next spread over row slices of all images.
template <StencilPart part, class Real>
void launch_region(const StencilKernel<Real>& k, const StencilRegion& region) {
    const int rows = region.last - region.first;
    const int slice = rows_per_slice(rows, k.blocks());
    const int slices = (rows + slice - 1) / slice;
    Kokkos::parallel_for(
        "stencil step", make_teams(k.blocks() * slices).set_scratch_size(1, Kokkos::PerThread(k.scratch_bytes())),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank() / slices;
            const int first = region.first + team.league_rank() % slices * slice;
            const int last = first + slice < region.last ? first + slice : region.last;
            k.template step_rows<part>(team, k.sideways_rows(team), bc, first, last, region.columns, &k.u(bc, 0),
                                       &k.u_next(bc, 0));
        });
}

/// One step u -> u_next.
template <class Real>
void launch_slices(const StencilKernel<Real>& k) {
    launch_region<StencilPart::whole>(k, {0, k.layout.ny, k.all_columns()});
}

/// u = u0 - u_ref. \param u0 (B, C, Y, X)
template <class Real>
void launch_load(const StencilKernel<Real>& k, const ImageBatch<Real>& u0) {
    Kokkos::parallel_for(
        "stencil load", make_teams(k.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            const Real u_ref = k.u_ref(bc);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                const Real* const from = &u0(bc / k.channels, bc % k.channels, y, 0);
                Real* const to = &k.u(bc, 0) + k.layout.offset(y, 0);
                for_row(team, 0, k.layout.nx, [=](int x) EBRU_ROW_BODY { to[x] = from[x] - u_ref; });
            });
        });
}

/// out (S, C, Y, X) = u_ref + u of the images `chosen` (S).
template <class Real>
void launch_state(const StencilKernel<Real>& k, const Kokkos::View<int*>& chosen, const ImageBatch<Real>& out) {
    Kokkos::parallel_for(
        "stencil state", make_teams(static_cast<int>(chosen.extent(0)) * k.channels),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const int s = team.league_rank() / k.channels;
            const int c = team.league_rank() % k.channels;
            const int bc = chosen(s) * k.channels + c;
            const Real u_ref = k.u_ref(bc);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                const Real* const from = &k.u(bc, 0) + k.layout.offset(y, 0);
                Real* const to = &out(s, c, y, 0);
                for_row(team, 0, k.layout.nx, [=](int x) EBRU_ROW_BODY { to[x] = u_ref + from[x]; });
            });
        });
}

}  // namespace ebru
