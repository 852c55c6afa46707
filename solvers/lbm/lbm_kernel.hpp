#pragma once

#include "field/image_batch.hpp"
#include "field/team_work.hpp"
#include "grid/window.hpp"
#include "solvers/lbm/start_row.hpp"

namespace ebru {

/// A function of its own on the host: inlined into a larger one, the collision's loop runs out of registers and writes
/// populations to the stack.
#if !defined(__CUDACC__) && !defined(__HIPCC__) && (defined(__GNUC__) || defined(__clang__))
#define EBRU_ROW_CALL __attribute__((noinline))
#else
#define EBRU_ROW_CALL KOKKOS_INLINE_FUNCTION
#endif

/// One time step of a run.
template <class Real>
struct LbmStep {
    Parity parity = Parity::even;
    HandOver hand_over = HandOver::no;
    KeptFractions<Real> kept{};
};

/// One time step of the rows of one block. What the rows have in common is looked up once a block: a row of 128 cells
/// takes 200 cycles, and a row that looks up its pointers begins 30 to 60 cycles late.
template <class Real, class Set, Equilibrium kind>
struct BlockStep {
    PopulationRow<Real, Set> first_row;
    VelocityRow<Real> velocity;      ///< of the first row
    VelocityRow<Real> old_velocity;  ///< of the first row, in a hand-over
    KeptFractions<Real> kept;
    HandOver hand_over;
    Real u_ref;
    int nx;
    int row_stride;

    /// The same step of columns [begin, end) alone.
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION BlockStep columns(int begin, int end) const {
        return {row_further<Set>(first_row, begin),
                row_further(velocity, begin),
                row_further(old_velocity, begin),
                kept,
                hand_over,
                u_ref,
                end - begin,
                row_stride};
    }

    EBRU_ROW_CALL void step_row(const TeamMember& team, int y) const {
        const std::ptrdiff_t jump = static_cast<std::ptrdiff_t>(y) * row_stride;
        const PopulationRow<Real, Set> row = row_further<Set>(first_row, jump);
        const VelocityRow<Real> v = row_further(velocity, jump);
        if (hand_over == HandOver::yes) {
            collide_row<Set, kind, HandOver::yes>(team, nx, row, v, row_further(old_velocity, jump), kept, u_ref);
        } else {
            collide_row<Set, kind, HandOver::no>(team, nx, row, v, v, kept, u_ref);
        }
    }
};

/// Everything that a lattice Boltzmann kernel reads and writes, by value: memory of a batch and its velocities.
template <class Real, class Set, Equilibrium kind>
struct LbmKernel {
    using Blocks = Kokkos::View<Real**, Kokkos::LayoutRight>;       // (B C, Q padded fields)
    using Velocities = Kokkos::View<Real***, Kokkos::LayoutRight>;  // (F, 2, padded field)

    PaddedLayout layout;
    int channels = 1;
    Blocks populations;
    Kokkos::View<Real*> u_ref;  // (B C)
    Velocities velocity;
    Velocities old_velocity;      // the velocity inside the populations before a hand-over
    Kokkos::View<int*> field_of;  // (B)
    GhostLinks fill;
    GhostLinks collect;

    [[nodiscard]] int blocks() const { return static_cast<int>(populations.extent(0)); }

    KOKKOS_FORCEINLINE_FUNCTION Real* block(int bc) const { return &populations(bc, 0); }

    KOKKOS_FORCEINLINE_FUNCTION VelocityRow<Real> velocity_row(const Velocities& v, int bc, int y) const {
        const int field = field_of(bc / channels);
        const std::ptrdiff_t row = layout.offset(y, 0);
        return {&v(field, 0, 0) + row, &v(field, 1, 0) + row};
    }

    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION BlockStep<Real, Set, kind> block_step(int bc,
                                                                                    const LbmStep<Real>& step) const {
        return {population_row<Set>(block(bc), layout, 0, step.parity),
                velocity_row(velocity, bc, 0),
                velocity_row(step.hand_over == HandOver::yes ? old_velocity : velocity, bc, 0),
                step.kept,
                step.hand_over,
                u_ref(bc),
                layout.nx,
                layout.row_stride};
    }
};

/// One run of steps for the kernels.
template <class Real>
struct LbmSteps {
    int count = 0;
    int first = 0;                      ///< number of the first step since the populations were made
    HandOver hand_over = HandOver::no;  ///< of the first step
    KeptFractions<Real> kept{};
    KeptFractions<Real> kept_first{};  ///< of the first step

    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION LbmStep<Real> step(int s) const {
        return {(first + s) % 2 == 0 ? Parity::even : Parity::odd, s == 0 ? hand_over : HandOver::no,
                s == 0 ? kept_first : kept};
    }
};

/// Rows of images (B, C, Y, X) for launch_start(): neighbours across the walls are mirrored or wrapped.
template <class Real>
struct ImageRows {
    ImageBatch<Real> images;
    bool periodic;

    KOKKOS_FORCEINLINE_FUNCTION NeighbourRows<Real> operator()(int bc, int y) const {
        const auto channels = static_cast<int>(images.extent(1));
        return neighbour_rows(&images(bc / channels, bc % channels, 0, 0), static_cast<int>(images.extent(2)),
                              static_cast<int>(images.extent(3)), y, periodic);
    }
};

/// Rows of padded images (B C, padded field) whose ghosts are filled.
template <class Real>
struct PaddedRows {
    Kokkos::View<Real**, Kokkos::LayoutRight> images;
    PaddedLayout layout;

    KOKKOS_FORCEINLINE_FUNCTION NeighbourRows<Real> operator()(int bc, int y) const {
        const Real* const row = &images(bc, 0) + layout.offset(y, 0);
        return {row, row - layout.row_stride, row + layout.row_stride, -1, layout.nx};
    }
};

/// Populations of level 0. \param rows_of NeighbourRows(bc, y) of u0
template <class Real, class Set, Equilibrium kind, class RowsOf>
void launch_start(const LbmKernel<Real, Set, kind>& k, const RowsOf& rows_of, Real gradient_factor) {
    Kokkos::parallel_for(
        "lbm start", make_teams(k.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                start_row<Set, kind>(team, population_row<Set>(k.block(bc), k.layout, y, Parity::even), rows_of(bc, y),
                                     k.layout.nx, k.velocity_row(k.velocity, bc, y), gradient_factor, k.u_ref(bc));
            });
        });
}

/// One step of a whole block.
template <class Real, class Set, Equilibrium kind>
KOKKOS_INLINE_FUNCTION void step_block(const TeamMember& team, const LbmKernel<Real, Set, kind>& k, int bc,
                                       const LbmStep<Real>& step) {
    const BlockStep<Real, Set, kind> rows = k.block_step(bc, step);
    Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) { rows.step_row(team, y); });
    exchange_ghosts(team, k.block(bc), step.parity == Parity::even ? k.fill : k.collect);
}

/// Blocks up to this size are stepped one step at a time, bytes: nothing is gained by pairs there.
inline constexpr std::size_t first_level_cache = std::size_t{48} << 10U;

/// An even step and the odd one after it in one sweep, so that a block larger than the first-level cache passes through
/// it once: the even step is local to a cell and the odd step of row y touches rows y - 1 .. y + 1, so it can follow
/// one row behind, and the columns' ghosts are collected one row behind that. The even step begins with both edge rows,
/// from which the ghost rows are filled. The same bits as two steps of the block. For teams of one thread.
template <class Real, class Set, Equilibrium kind>
KOKKOS_INLINE_FUNCTION void step_block_twice(const TeamMember& team, const LbmKernel<Real, Set, kind>& k, int bc,
                                             const LbmStep<Real>& even, const LbmStep<Real>& odd) {
    const int ny = k.layout.ny;
    Real* const block = k.block(bc);
    const BlockStep<Real, Set, kind> even_rows = k.block_step(bc, even);
    const BlockStep<Real, Set, kind> odd_rows = k.block_step(bc, odd);
    const ColumnLinks<directions_along_x<Set>()> fill(k.fill.first);
    const ColumnLinks<directions_along_x<Set>()> collect(k.collect.second);
    for (int n = 0; n < ny + 2; ++n) {
        if (n < ny) {
            const int y = n == 0 ? 0 : (n == 1 ? ny - 1 : n - 1);
            even_rows.step_row(team, y);
            fill.copy_row(block, y);
        }
        if (n == (ny > 1 ? 1 : 0)) {
            copy_links(team, block, k.fill.second);
        }
        if (n >= 2) {
            odd_rows.step_row(team, n - 2);
        }
        if (n >= 4) {
            collect.copy_row(block, n - 3);
        }
    }
    copy_links(team, block, k.collect.first);
    collect.copy_row(block, 0);
    if (ny > 1) {
        collect.copy_row(block, ny - 1);
    }
}

/// All steps of one image channel by one team: the block stays in that core's cache.
template <class Real, class Set, Equilibrium kind>
void launch_resident(const LbmKernel<Real, Set, kind>& k, const LbmSteps<Real>& steps) {
    Kokkos::parallel_for(
        "lbm resident", make_teams(k.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            const std::size_t bytes = static_cast<std::size_t>(k.layout.field_stride) * Set::directions * sizeof(Real);
            const bool in_pairs = on_host && bytes > first_level_cache;
            int s = 0;
            while (s < steps.count) {
                const LbmStep<Real> step = steps.step(s);
                if (in_pairs && step.parity == Parity::even && s + 1 < steps.count) {
                    step_block_twice(team, k, bc, step, steps.step(s + 1));
                    s += 2;
                } else {
                    step_block(team, k, bc, step);
                    ++s;
                }
            }
        });
}

/// One step of some cells of all images, spread over row slices, without ghosts.
template <class Real, class Set, Equilibrium kind>
void launch_cells(const LbmKernel<Real, Set, kind>& k, const LbmStep<Real>& step, const Window& cells) {
    const int rows = cells.y1 - cells.y0;
    const int slice = rows_per_slice(rows, k.blocks());
    const int slices = (rows + slice - 1) / slice;
    Kokkos::parallel_for(
        "lbm step", make_teams(k.blocks() * slices), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank() / slices;
            const int first = cells.y0 + team.league_rank() % slices * slice;
            const int last = first + slice < cells.y1 ? first + slice : cells.y1;
            const BlockStep<Real, Set, kind> columns = k.block_step(bc, step).columns(cells.x0, cells.x1);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, first, last), [&](int y) { columns.step_row(team, y); });
        });
}

/// Every step spread over row slices of all images: for images larger than a cache.
template <class Real, class Set, Equilibrium kind>
void launch_sliced(const LbmKernel<Real, Set, kind>& k, const LbmSteps<Real>& steps) {
    for (int s = 0; s < steps.count; ++s) {
        const LbmStep<Real> step = steps.step(s);
        launch_cells(k, step, {0, k.layout.ny, 0, k.layout.nx});
        launch_ghosts(k.populations, step.parity == Parity::even ? k.fill : k.collect);
    }
}

/// out (S, C, Y, X) = u of the images `chosen` (S), from populations of the given parity.
template <class Real, class Set, Equilibrium kind>
void launch_state(const LbmKernel<Real, Set, kind>& k, Parity parity, const Kokkos::View<int*>& chosen,
                  const ImageBatch<Real>& out) {
    Kokkos::parallel_for(
        "lbm state", make_teams(static_cast<int>(chosen.extent(0)) * k.channels),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const int s = team.league_rank() / k.channels;
            const int c = team.league_rank() % k.channels;
            const int bc = chosen(s) * k.channels + c;
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                const auto row = population_row<Set>(k.block(bc), k.layout, y, parity);
                Real* const to = &out(s, c, y, 0);
                const Real u_ref = k.u_ref(bc);
                for_row(team, 0, k.layout.nx,
                        [=](int x) EBRU_ROW_BODY { to[x] = u_ref + deviation(arriving(row, x)); });
            });
        });
}

}  // namespace ebru
