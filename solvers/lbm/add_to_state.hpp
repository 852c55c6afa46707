#pragma once

#include "solvers/lbm/lbm_kernel.hpp"

namespace ebru {

/// f_i += e_i(delta, v), numerics.md 1.1: u grows by delta, deviations from equilibrium stay. Each cell writes where it
/// reads, in either parity, so ghosts that hold populations are served too and no exchange follows.
template <class Set, Equilibrium kind, class Real>
KOKKOS_FORCEINLINE_FUNCTION void add_row(const TeamMember& team, int nx, const PopulationRow<Real, Set>& row,
                                         const VelocityRow<Real>& velocity, const Real* delta) {
    for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY {
        const Real added = delta[x];
        const CellState<Real> cell = cell_state<Set, kind>(added, added, velocity.vx[x], velocity.vy[x]);
        Real moving = Real(0);
        unrolled<Set::pairs>([&]<int p>() EBRU_ROW_BODY {
            Real even = Real(0);
            Real odd = Real(0);
            add_equilibrium<Set, kind, p>(cell, {Real(1), Real(1)}, even, odd);
            row.arrive[p][x] += even + odd;
            row.arrive_opposite[p][x] += even - odd;
            moving += (even + odd) + (even - odd);
        });
        row.rest[x] += added - moving;
    });
}

/// add_row() for a whole batch. \param parity of the populations; \param velocity the one that they were made with;
/// \param delta (B, C, Y, X).
template <class Real, class Set, Equilibrium kind>
void launch_add(const LbmKernel<Real, Set, kind>& k, Parity parity,
                const typename LbmKernel<Real, Set, kind>::Velocities& velocity, const ImageBatch<Real>& delta) {
    Kokkos::parallel_for(
        "lbm add", make_teams(k.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                add_row<Set, kind>(team, k.layout.nx, population_row<Set>(k.block(bc), k.layout, y, parity),
                                   k.velocity_row(velocity, bc, y), &delta(bc / k.channels, bc % k.channels, y, 0));
            });
        });
}

}  // namespace ebru
