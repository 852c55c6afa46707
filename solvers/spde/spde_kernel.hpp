#pragma once

#include "field/ghost_links.hpp"
#include "field/image_batch.hpp"
#include "field/team_work.hpp"
#include "solvers/spde/appendix_row.hpp"

namespace ebru {

// The discretisations of the drift under one name: Drift<Real>{g}.march(...) computes rows [first, last) of b(u) and
// hands each value to sink(y, x, b).

template <class Real, template <class> class Face>
struct FluxMarch {
    EdgeFunction<Real> g;

    template <class Sink>
    KOKKOS_FORCEINLINE_FUNCTION void march(const TeamMember& team, const DriftCells& cells, int first, int last,
                                           const Real* u, const FluxRows<Real>& rows, const Sink& sink) const {
        march_fluxes(team, cells, Face<Real>{g}, first, last, u, rows, sink);
    }
};

template <class Real>
struct AppendixMarch {
    EdgeFunction<Real> g;

    template <class Sink>
    KOKKOS_FORCEINLINE_FUNCTION void march(const TeamMember& team, const DriftCells& cells, int first, int last,
                                           const Real* u, const FluxRows<Real>& rows, const Sink& sink) const {
        march_appendix(team, cells, g, first, last, u, rows.x_flux, sink);
    }
};

/// Calls action(drift) with the discretisation of `form` at g1; the constant coefficient has one of its own.
template <class Real, class Action>
void with_drift(DriftForm form, const EdgeFunction<Real>& g1, const Action& action) {
    if (form == DriftForm::appendix_h) {
        action(AppendixMarch<Real>{g1});
    } else if (g1.sharpness == Real(0)) {
        action(FluxMarch<Real, ConstantFace>{g1});
    } else if (form == DriftForm::compact) {
        action(FluxMarch<Real, CompactFace>{g1});
    } else {
        action(FluxMarch<Real, AveragedFace>{g1});
    }
}

/// How many cells beyond its own a block needs: a face's coefficient takes those around both of its cells, or two cells
/// on.
[[nodiscard]] inline int ghost_depth(DriftForm form) {
    return form == DriftForm::compact ? 1 : 2;
}

/// Ghost cells beyond walls that a form asks for, one each way: mirrored or, for the appendix form, reflected about the
/// edge's cell centres, u_{-1} = u_1, which takes two cells each way. Lines go on over the ghosts beyond sides that are
/// no walls: fill those before. \param depth ghosts beyond such sides
GhostLinks drift_ghosts(const DriftCells& cells, DriftForm form, int depth = 1);

/// Rows of team scratch, each with a line before its first value; made once a team, since scratch memory is only given
/// out, never taken back.
template <class T>
class RowScratch {
  public:
    using View = Kokkos::View<T*, Kokkos::DefaultExecutionSpace::scratch_memory_space, Kokkos::MemoryUnmanaged>;

    static constexpr int margin = 16;  ///< values before x = 0, which stays on a 64-byte boundary

    static std::size_t bytes(const DriftCells& cells, int rows) {
        return View::shmem_size(static_cast<std::size_t>(rows) * length(cells));
    }

    KOKKOS_FORCEINLINE_FUNCTION RowScratch(const TeamMember& team, const DriftCells& cells, int rows)
        : length_(length(cells)), memory_(team.team_scratch(1), static_cast<std::size_t>(rows) * length_) {}

    /// Row r; x = -2 .. nx + 1 are valid.
    [[nodiscard]] KOKKOS_FORCEINLINE_FUNCTION T* row(int r) const {
        return memory_.data() + static_cast<std::size_t>(r) * length_ + margin;
    }

  private:
    KOKKOS_FORCEINLINE_FUNCTION static std::size_t length(const DriftCells& cells) {
        return static_cast<std::size_t>(cells.row_stride) + 2 * margin;
    }

    std::size_t length_;
    View memory_;
};

/// padded (B C, field) = images (B, C, Y, X) - reference (B C), with ghosts.
template <class Real>
void load_padded(const ImageBatch<Real>& images, const Kokkos::View<Real*>& reference, const DriftCells& cells,
                 const GhostLinks& ghosts, const Kokkos::View<Real**, Kokkos::LayoutRight>& padded);

/// out (S, C, Y, X) = reference + padded of the images `chosen` (S).
template <class Real>
void store_padded(const Kokkos::View<Real**, Kokkos::LayoutRight>& padded, const Kokkos::View<Real*>& reference,
                  const DriftCells& cells, const Kokkos::View<int*>& chosen, const ImageBatch<Real>& out);

}  // namespace ebru
