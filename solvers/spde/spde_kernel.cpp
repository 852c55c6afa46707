#include "solvers/spde/spde_kernel.hpp"

#include <vector>

namespace ebru {

GhostLinks drift_ghosts(const DriftCells& cells, DriftForm form, int depth) {
    const int inner = form == DriftForm::appendix_h ? 1 : 0;
    const GhostSides& wall = cells.wall;
    std::vector<StridedCopy> columns;
    const int low_y = wall.y_low ? 0 : -depth;
    const int rows = (wall.y_high ? cells.ny : cells.ny + depth) - low_y;
    const auto add_column = [&](int ghost, int cell) {
        columns.push_back({cells.offset(low_y, ghost), cells.offset(low_y, cell), cells.row_stride, rows});
    };
    std::vector<StridedCopy> lines;
    const int low_x = wall.x_low ? -1 : -depth;
    const int length = (wall.x_high ? cells.nx + 1 : cells.nx + depth) - low_x;
    const auto add_line = [&](int ghost, int cell) {
        lines.push_back({cells.offset(ghost, low_x), cells.offset(cell, low_x), 1, length});
    };
    if (wall.x_low) {
        add_column(-1, inner);
    }
    if (wall.x_high) {
        add_column(cells.nx, cells.nx - 1 - inner);
    }
    if (wall.y_low) {
        add_line(-1, inner);
    }
    if (wall.y_high) {
        add_line(cells.ny, cells.ny - 1 - inner);
    }
    return {links_on_device(columns), links_on_device(lines)};
}

template <class Real>
void load_padded(const ImageBatch<Real>& images, const Kokkos::View<Real*>& reference, const DriftCells& cells,
                 const GhostLinks& ghosts, const Kokkos::View<Real**, Kokkos::LayoutRight>& padded) {
    const auto channels = static_cast<int>(images.extent(1));
    Kokkos::parallel_for(
        "spde load", make_teams(static_cast<int>(padded.extent(0))), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            const Real u_ref = reference(bc);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, cells.ny), [&](int y) {
                const Real* const from = &images(bc / channels, bc % channels, y, 0);
                Real* const to = &padded(bc, 0) + cells.offset(y, 0);
                for_row(team, 0, cells.nx, [=](int x) EBRU_ROW_BODY { to[x] = from[x] - u_ref; });
            });
            exchange_ghosts(team, &padded(bc, 0), ghosts);
        });
}

template <class Real>
void store_padded(const Kokkos::View<Real**, Kokkos::LayoutRight>& padded, const Kokkos::View<Real*>& reference,
                  const DriftCells& cells, const Kokkos::View<int*>& chosen, const ImageBatch<Real>& out) {
    const auto channels = static_cast<int>(out.extent(1));
    Kokkos::parallel_for(
        "spde state", make_teams(static_cast<int>(chosen.extent(0)) * channels), KOKKOS_LAMBDA(const TeamMember& team) {
            const int s = team.league_rank() / channels;
            const int c = team.league_rank() % channels;
            const int bc = chosen(s) * channels + c;
            const Real u_ref = reference(bc);
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, cells.ny), [&](int y) {
                const Real* const from = &padded(bc, 0) + cells.offset(y, 0);
                Real* const to = &out(s, c, y, 0);
                for_row(team, 0, cells.nx, [=](int x) EBRU_ROW_BODY { to[x] = u_ref + from[x]; });
            });
        });
}

#define EBRU_INSTANTIATE_(Real)                                                                              \
    template void load_padded(const ImageBatch<Real>&, const Kokkos::View<Real*>&, const DriftCells&,        \
                              const GhostLinks&, const Kokkos::View<Real**, Kokkos::LayoutRight>&);          \
    template void store_padded(const Kokkos::View<Real**, Kokkos::LayoutRight>&, const Kokkos::View<Real*>&, \
                               const DriftCells&, const Kokkos::View<int*>&, const ImageBatch<Real>&);
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
