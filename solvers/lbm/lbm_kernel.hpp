#pragma once

#include "field/image_batch.hpp"
#include "field/team_work.hpp"
#include "solvers/lbm/start_row.hpp"

namespace ebru {

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

    template <HandOver hand_over>
    KOKKOS_FORCEINLINE_FUNCTION void step_row(const TeamMember& team, int bc, int y, Parity parity,
                                              KeptFractions<Real> kept) const {
        const auto row = population_row<Set>(block(bc), layout, y, parity);
        const VelocityRow<Real> v = velocity_row(velocity, bc, y);
        const VelocityRow<Real> old_v = hand_over == HandOver::yes ? velocity_row(old_velocity, bc, y) : v;
        collide_row<Set, kind, hand_over>(team, layout.nx, row, v, old_v, kept, u_ref(bc));
    }

    /// Ghosts after a step of the given parity: odd steps leave populations in the ghosts, even steps need them there.
    KOKKOS_FORCEINLINE_FUNCTION void exchange(const TeamMember& team, int bc, Parity parity) const {
        exchange_ghosts(team, block(bc), parity == Parity::even ? fill : collect);
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

    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION Parity parity(int s) const {
        return (first + s) % 2 == 0 ? Parity::even : Parity::odd;
    }
};

/// Populations of level 0 from u0 (B, C, Y, X).
template <class Real, class Set, Equilibrium kind>
void launch_start(const LbmKernel<Real, Set, kind>& k, const ImageBatch<Real>& u0, Real gradient_factor, Walls walls) {
    const bool periodic = walls == Walls::periodic;
    Kokkos::parallel_for(
        "lbm start", make_teams(k.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            const Real* const image = &u0(bc / k.channels, bc % k.channels, 0, 0);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, k.layout.ny), [&](int y) {
                start_row<Set, kind>(team, population_row<Set>(k.block(bc), k.layout, y, Parity::even),
                                     neighbour_rows(image, k.layout.ny, k.layout.nx, y, periodic), k.layout.nx,
                                     k.velocity_row(k.velocity, bc, y), gradient_factor, k.u_ref(bc));
            });
        });
}

/// All steps of one image channel by one team: the block stays in that core's cache.
template <class Real, class Set, Equilibrium kind>
void launch_resident(const LbmKernel<Real, Set, kind>& k, const LbmSteps<Real>& steps) {
    Kokkos::parallel_for(
        "lbm resident", make_teams(k.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            const auto rows = Kokkos::TeamThreadRange(team, k.layout.ny);
            for (int s = 0; s < steps.count; ++s) {
                const Parity parity = steps.parity(s);
                const KeptFractions<Real> kept = s == 0 ? steps.kept_first : steps.kept;
                if (s == 0 && steps.hand_over == HandOver::yes) {
                    Kokkos::parallel_for(rows,
                                         [&](int y) { k.template step_row<HandOver::yes>(team, bc, y, parity, kept); });
                } else {
                    Kokkos::parallel_for(rows,
                                         [&](int y) { k.template step_row<HandOver::no>(team, bc, y, parity, kept); });
                }
                k.exchange(team, bc, parity);
            }
        });
}

/// Every step spread over row slices of all images: for images larger than a cache.
template <class Real, class Set, Equilibrium kind>
void launch_sliced(const LbmKernel<Real, Set, kind>& k, const LbmSteps<Real>& steps) {
    const int slice = rows_per_slice(k.layout.ny, k.blocks());
    const int slices = (k.layout.ny + slice - 1) / slice;
    for (int s = 0; s < steps.count; ++s) {
        const Parity parity = steps.parity(s);
        const bool hand_over = s == 0 && steps.hand_over == HandOver::yes;
        const KeptFractions<Real> kept = s == 0 ? steps.kept_first : steps.kept;
        Kokkos::parallel_for(
            "lbm step", make_teams(k.blocks() * slices), KOKKOS_LAMBDA(const TeamMember& team) {
                const int bc = team.league_rank() / slices;
                const int first = team.league_rank() % slices * slice;
                const int last = first + slice < k.layout.ny ? first + slice : k.layout.ny;
                Kokkos::parallel_for(Kokkos::TeamThreadRange(team, first, last), [&](int y) {
                    if (hand_over) {
                        k.template step_row<HandOver::yes>(team, bc, y, parity, kept);
                    } else {
                        k.template step_row<HandOver::no>(team, bc, y, parity, kept);
                    }
                });
            });
        launch_ghosts(k.populations, parity == Parity::even ? k.fill : k.collect);
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
                for_row(team, 0, k.layout.nx, [=](int x) EBRU_ROW_BODY { to[x] = u_ref + deviation(row, x); });
            });
        });
}

}  // namespace ebru
