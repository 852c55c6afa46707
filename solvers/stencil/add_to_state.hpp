#pragma once

#include "solvers/stencil/stencil_kernel.hpp"

namespace ebru {

/// u += delta. \param delta (B, C, Y, X)
template <class Real>
void launch_add(const StencilKernel<Real>& k, const ImageBatch<Real>& delta) {
    Kokkos::parallel_for(
        "stencil add", make_teams(k.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                const Real* const from = &delta(bc / k.channels, bc % k.channels, y, 0);
                Real* const to = &k.u(bc, 0) + k.layout.offset(y, 0);
                for_row(team, 0, k.layout.nx, [=](int x) EBRU_ROW_BODY { to[x] += from[x]; });
            });
        });
}

}  // namespace ebru
