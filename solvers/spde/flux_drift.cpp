#include "solvers/spde/flux_drift.hpp"

#include "base/error.hpp"
#include "field/lattice_memory.hpp"
#include "solvers/spde/spde_kernel.hpp"

namespace ebru {

namespace {

/// Images with ghost cells, for one evaluation.
template <class Real>
struct PaddedImages {
    PaddedLayout layout;
    int channels;
    Kokkos::View<Real**, Kokkos::LayoutRight> values;

    PaddedImages(const ImageBatch<Real>& u, DriftForm form)
        : layout(Grid{static_cast<int>(u.extent(2)), static_cast<int>(u.extent(3))}),
          channels(static_cast<int>(u.extent(1))),
          values(allocate_lattice<Kokkos::View<Real**, Kokkos::LayoutRight>>(
              "spde padded", u.extent(0) * u.extent(1), static_cast<std::size_t>(layout.field_stride))) {
        load_padded(u, Kokkos::View<Real*>("no reference", values.extent(0)), layout, drift_ghosts(layout, form),
                    values);
    }
    [[nodiscard]] int blocks() const { return static_cast<int>(values.extent(0)); }
};

template <class Real>
bool same_extents(const ImageBatch<Real>& a, const ImageBatch<Real>& b) {
    return a.extent(0) == b.extent(0) && a.extent(1) == b.extent(1) && a.extent(2) == b.extent(2) &&
           a.extent(3) == b.extent(3);
}

template <class Real, template <class> class Face>
void launch_faces(const PaddedImages<Real>& u, const Face<Real>& face, const ImageBatch<Real>& x_face,
                  const ImageBatch<Real>& y_face) {
    const PaddedLayout layout = u.layout;
    Kokkos::parallel_for(
        "spde face coefficients", make_teams(u.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, layout.ny), [&](int y) {
                const Real* const row = &u.values(bc, 0) + layout.offset(y, 0);
                Real* const to_x = &x_face(bc / u.channels, bc % u.channels, y, 0);
                Real* const to_y = &y_face(bc / u.channels, bc % u.channels, y, 0);
                const std::ptrdiff_t up = layout.row_stride;
                const bool at_wall = y == layout.ny - 1;
                for_row(team, 0, layout.nx - 1, [=](int x) EBRU_ROW_BODY { to_x[x] = face.x_face(row, up, x); });
                to_x[layout.nx - 1] = Real(0);
                for_row(team, 0, layout.nx,
                        [=](int x) EBRU_ROW_BODY { to_y[x] = at_wall ? Real(0) : face.y_face(row, up, x); });
            });
        });
}

template <class Real, class Drift>
void launch_drift(const PaddedImages<Real>& u, const Drift& drift, const ImageBatch<Real>& b) {
    const PaddedLayout layout = u.layout;
    Kokkos::parallel_for(
        "spde drift", make_teams(u.blocks()).set_scratch_size(1, Kokkos::PerTeam(RowScratch<Real>::bytes(layout, 2))),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            const RowScratch<Real> scratch(team, layout, 2);
            Real* const to = &b(bc / u.channels, bc % u.channels, 0, 0);
            const auto nx = static_cast<std::ptrdiff_t>(layout.nx);
            drift.march(team, layout, 0, layout.ny, &u.values(bc, 0), {scratch.row(0), scratch.row(1)},
                        [=](int y, int x, Real value) EBRU_ROW_BODY { to[y * nx + x] = value; });
        });
}

}  // namespace

template <class Real>
void apply_drift(DriftForm form, const EdgeStopping& g1, const ImageBatch<Real>& u, const ImageBatch<Real>& b) {
    EBRU_EXPECT(same_extents(u, b) && u.data() != b.data());
    const PaddedImages<Real> padded(u, form);
    with_drift(form, EdgeFunction<Real>(g1), [&](const auto& drift) { launch_drift(padded, drift, b); });
}

template <class Real>
void face_coefficients(DriftForm form, const EdgeStopping& g1, const ImageBatch<Real>& u,
                       const ImageBatch<Real>& x_face, const ImageBatch<Real>& y_face) {
    EBRU_EXPECT(form != DriftForm::appendix_h);
    EBRU_EXPECT(same_extents(u, x_face) && same_extents(u, y_face));
    const PaddedImages<Real> padded(u, form);
    if (form == DriftForm::compact) {
        launch_faces(padded, CompactFace<Real>{EdgeFunction<Real>(g1)}, x_face, y_face);
    } else {
        launch_faces(padded, AveragedFace<Real>{EdgeFunction<Real>(g1)}, x_face, y_face);
    }
}

template <class Real>
void cell_coefficients(const EdgeStopping& g, const ImageBatch<Real>& u, const ImageBatch<Real>& values) {
    EBRU_EXPECT(same_extents(u, values));
    const PaddedImages<Real> padded(u, DriftForm::compact);
    const PaddedLayout layout = padded.layout;
    const EdgeFunction<Real> at(g);
    Kokkos::parallel_for(
        "spde cell coefficients", make_teams(padded.blocks()), KOKKOS_LAMBDA(const TeamMember& team) {
            const int bc = team.league_rank();
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, layout.ny), [&](int y) {
                Real* const to = &values(bc / padded.channels, bc % padded.channels, y, 0);
                cell_row(team, layout, at, &padded.values(bc, 0), y,
                         [=](int x, Real value) EBRU_ROW_BODY { to[x] = value; });
            });
        });
}

#define EBRU_INSTANTIATE_(Real)                                                                                       \
    template void apply_drift(DriftForm, const EdgeStopping&, const ImageBatch<Real>&, const ImageBatch<Real>&);      \
    template void face_coefficients(DriftForm, const EdgeStopping&, const ImageBatch<Real>&, const ImageBatch<Real>&, \
                                    const ImageBatch<Real>&);                                                         \
    template void cell_coefficients(const EdgeStopping&, const ImageBatch<Real>&, const ImageBatch<Real>&);
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
