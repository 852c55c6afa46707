#include "solvers/spde/spde_kernel.hpp"

namespace ebru {

GhostLinks drift_ghosts(const PaddedLayout& layout, DriftForm form) {
    return form == DriftForm::appendix_h ? reflect_about_cells(layout)
                                         : fill_ghosts(layout, Walls::mirror, {{0, 0, 0, 0}}, GhostNeed::all);
}

template <class Real>
void load_padded(const ImageBatch<Real>& images, const Kokkos::View<Real*>& reference, const PaddedLayout& layout,
                 const GhostLinks& ghosts, const Kokkos::View<Real**, Kokkos::LayoutRight>& padded) {
    const auto channels = static_cast<int>(images.extent(1));
    Kokkos::parallel_for(
        "spde load", make_teams(static_cast<int>(padded.extent(0))), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            const Real u_ref = reference(bc);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, layout.ny), [&](int y) {
                const Real* const from = &images(bc / channels, bc % channels, y, 0);
                Real* const to = &padded(bc, 0) + layout.offset(y, 0);
                for_row(team, 0, layout.nx, [=](int x) EBRU_ROW_BODY { to[x] = from[x] - u_ref; });
            });
            exchange_ghosts(team, &padded(bc, 0), ghosts);
        });
}

template <class Real>
void store_padded(const Kokkos::View<Real**, Kokkos::LayoutRight>& padded, const Kokkos::View<Real*>& reference,
                  const PaddedLayout& layout, const Kokkos::View<int*>& chosen, const ImageBatch<Real>& out) {
    const auto channels = static_cast<int>(out.extent(1));
    Kokkos::parallel_for(
        "spde state", make_teams(static_cast<int>(chosen.extent(0)) * channels), KOKKOS_LAMBDA(const TeamMember& team) {
            const int s = team.league_rank() / channels;
            const int c = team.league_rank() % channels;
            const int bc = chosen(s) * channels + c;
            const Real u_ref = reference(bc);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, layout.ny), [&](int y) {
                const Real* const from = &padded(bc, 0) + layout.offset(y, 0);
                Real* const to = &out(s, c, y, 0);
                for_row(team, 0, layout.nx, [=](int x) EBRU_ROW_BODY { to[x] = u_ref + from[x]; });
            });
        });
}

#define EBRU_INSTANTIATE_(Real)                                                                              \
    template void load_padded(const ImageBatch<Real>&, const Kokkos::View<Real*>&, const PaddedLayout&,      \
                              const GhostLinks&, const Kokkos::View<Real**, Kokkos::LayoutRight>&);          \
    template void store_padded(const Kokkos::View<Real**, Kokkos::LayoutRight>&, const Kokkos::View<Real*>&, \
                               const PaddedLayout&, const Kokkos::View<int*>&, const ImageBatch<Real>&);
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
