#pragma once

#include "solvers/lbm/collide_row.hpp"

namespace ebru {

/// A row of an image with its neighbours across the walls: mirrored (edge values repeat) or wrapped.
template <class Real>
struct NeighbourRows {
    const Real* row;
    const Real* below;  ///< y - 1
    const Real* above;  ///< y + 1
    int before_first;   ///< x index that stands for -1
    int after_last;     ///< x index that stands for nx
};

template <class Real>
KOKKOS_FORCEINLINE_FUNCTION NeighbourRows<Real> neighbour_rows(const Real* image, int ny, int nx, int y,
                                                               bool periodic) {
    const int below = y > 0 ? y - 1 : (periodic ? ny - 1 : 0);
    const int above = y < ny - 1 ? y + 1 : (periodic ? 0 : ny - 1);
    return {image + static_cast<std::ptrdiff_t>(y) * nx, image + static_cast<std::ptrdiff_t>(below) * nx,
            image + static_cast<std::ptrdiff_t>(above) * nx, periodic ? nx - 1 : 0, periodic ? 0 : nx - 1};
}

/// Populations of level 0: f = e(u, v) - gradient_factor w c.grad u, gradient_factor = tau- for the gradient start and
/// 0 for the equilibrium start (numerics.md 1.6); central differences.
template <class Set, Equilibrium kind, class Real>
KOKKOS_FORCEINLINE_FUNCTION void start_row(const TeamMember& team, const PopulationRow<Real, Set>& populations,
                                           const NeighbourRows<Real>& image, int nx, const VelocityRow<Real>& velocity,
                                           Real gradient_factor, Real u_ref) {
    for_row(team, 0, nx, [=](int x) EBRU_ROW_BODY {
        const Real u = image.row[x];
        const Real rho = u - u_ref;
        const Real left = image.row[x > 0 ? x - 1 : image.before_first];
        const Real right = image.row[x < nx - 1 ? x + 1 : image.after_last];
        const Real gradient_x = Real(0.5) * (right - left);
        const Real gradient_y = Real(0.5) * (image.above[x] - image.below[x]);
        const CellState<Real> cell = cell_state<Set, kind>(rho, u, velocity.vx[x], velocity.vy[x]);
        Real moving = Real(0);
        unrolled<Set::pairs>([&]<int p>() EBRU_ROW_BODY {
            constexpr VelocityPair c = Set::pair(p);
            Real even = Real(0);
            Real odd = -gradient_factor * Real(c.weight) * (Real(c.cx) * gradient_x + Real(c.cy) * gradient_y);
            add_equilibrium<Set, kind, p>(cell, {Real(1), Real(1)}, even, odd);
            populations.arrive[p][x] = even + odd;
            populations.arrive_opposite[p][x] = even - odd;
            moving += (even + odd) + (even - odd);
        });
        populations.rest[x] = rho - moving;
    });
}

}  // namespace ebru
