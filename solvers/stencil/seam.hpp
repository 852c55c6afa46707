#pragma once

#include "solvers/stencil/stencil_kernel.hpp"

namespace ebru {

/// Keeps the weights of the ghost columns at the ends of the rows, before launch_closed_columns().
/// \param seam (F, 2 ends, 4 weights, Y + 2)
template <class Real>
void launch_keep_seam(const StencilKernel<Real>& k, const Kokkos::View<Real****, Kokkos::LayoutRight>& seam) {
    Kokkos::parallel_for(
        "stencil keep seam", make_teams(static_cast<int>(k.weights.extent(0))), KOKKOS_LAMBDA(const TeamMember& team) {
            const int f = team.league_rank();
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, weight_fields * (k.layout.ny + 2)), [&](int i) {
                const int w = i % weight_fields;
                const int y = i / weight_fields;
                const Real* const weights = &k.weights(f, w, 0);
                seam(f, 0, w, y) = weights[k.layout.offset(y - 1, -1)];
                seam(f, 1, w, y) = weights[k.layout.offset(y - 1, k.layout.nx)];
            });
        });
}

/// The cell beyond end `end` of row y, as a source for row y.
template <class Real>
KOKKOS_FORCEINLINE_FUNCTION Sources<SingleCell<Real>> seam_source(
    const Kokkos::View<Real****, Kokkos::LayoutRight>& seam, int f, int end, int y, Real u) {
    return {u, seam(f, end, x_plus, y + 1), seam(f, end, x_minus, y + 1), seam(f, end, y_plus, y + 1),
            seam(f, end, y_minus, y + 1)};
}

/// Adds to u_next what hops across the seams, from the ghost columns of u.
template <class Real>
void launch_seam(const StencilKernel<Real>& k, const Kokkos::View<Real****, Kokkos::LayoutRight>& seam) {
    Kokkos::parallel_for(
        "stencil seam", make_teams(k.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            const int f = k.field_of(bc / k.channels);
            const Real* const u = &k.u(bc, 0);
            Real* const next = &k.u_next(bc, 0);
            const PaddedLayout layout = k.layout;
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, layout.ny), [&](int y) {
                const int rows[3] = {y > 0 ? y - 1 : k.row_beyond(-1), y,
                                     y + 1 < layout.ny ? y + 1 : k.row_beyond(layout.ny)};
                for (int end = 0; end < 2; ++end) {
                    if ((end == 0 ? k.sides.x_low : k.sides.x_high) != StencilSide::seam) {
                        continue;
                    }
                    const int ghost = end == 0 ? -1 : layout.nx;
                    const Parts<SingleCell<Real>> parts =
                        parts_of(seam_source(seam, f, end, y - 1, u[layout.offset(rows[0], ghost)]),
                                 seam_source(seam, f, end, y, u[layout.offset(rows[1], ghost)]),
                                 seam_source(seam, f, end, y + 1, u[layout.offset(rows[2], ghost)]));
                    Real& cell = next[layout.offset(y, end == 0 ? 0 : layout.nx - 1)];
                    cell += end == 0 ? parts.right : parts.left;
                }
            });
        });
}

}  // namespace ebru
