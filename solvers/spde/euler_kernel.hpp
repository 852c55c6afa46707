#pragma once

#include "solvers/spde/spde_kernel.hpp"
#include "solvers/spde/taming.hpp"
#include "solvers/spde/white_noise.hpp"

namespace ebru {

/// A step's numbers, rounded to the working precision.
template <class Real>
struct EulerStep {
    Real dt;
    Real root_dt;  ///< sqrt(dt), the scale of the noise
    EdgeFunction<Real> g1;
    EdgeFunction<Real> g2;
    std::int64_t number;
};

/// Where a step's B xi comes from.
enum class NoiseOrigin {
    none,   ///< alpha_2 = 0
    drawn,  ///< white: made row by row inside the kernel
    given,  ///< read from images: correlated, or a test's own path
};

/// What of the rows of an image the cells of a kernel are. Kernels of their own, for those of whole images are slower
/// with the code that draws parts in them, though it never runs.
enum class RowExtent { whole, part };

/// Everything that the Euler-Maruyama kernels read and write, by value.
template <class Real>
struct EulerKernel {
    using Blocks = Kokkos::View<Real**, Kokkos::LayoutRight>;  // (B C, padded field)

    DriftCells cells;  ///< of an image, or of this rank's block of one
    int channels = 1;
    Blocks u;  ///< deviation from u_ref
    Blocks u_next;
    Kokkos::View<Real*> u_ref;  // (B C)
    GhostLinks ghosts;
    Kokkos::View<EulerStep<Real>*> steps;
    Kokkos::View<SampleId*> ids;  // (B)
    NoiseOrigin noise = NoiseOrigin::none;
    std::uint64_t seed = 0;
    Window drawn;            ///< the cells' place in the image whose normals are drawn
    int drawn_nx = 0;        ///< columns of that image
    ImageBatch<Real> given;  // (B, C, Y, X)
    Taming taming = Taming::none;
    Kokkos::View<double*> smallest_factor;  // (B C)

    [[nodiscard]] int blocks() const { return static_cast<int>(u.extent(0)); }

    /// Fluxes and noise, two rows and one; sizes for taming, one row in double.
    [[nodiscard]] std::size_t scratch_bytes() const {
        return RowScratch<Real>::bytes(cells, 3) + RowScratch<double>::bytes(cells, 1);
    }
};

/// to += g2(from) .* (B xi) sqrt(dt) on rows [first, last) of `cells`, which are all of k's or some.
template <RowExtent extent, class Real>
KOKKOS_FORCEINLINE_FUNCTION void add_noise(const TeamMember& team, const EulerKernel<Real>& k, const DriftCells& cells,
                                           const EulerStep<Real>& step, int bc, int first, int last, const Real* from,
                                           Real* to, Real* drawn) {
    if (k.noise == NoiseOrigin::none) {
        return;
    }
    const int b = bc / k.channels;
    const int c = bc % k.channels;
    const NormalStream stream = white_noise_stream(k.seed, k.ids(b), c, step.number);
    for (int y = first; y < last; ++y) {
        const Real* xi = drawn;
        if (k.noise == NoiseOrigin::drawn) {
            const int drawn_y = k.drawn.y0 + cells.first_y + y;
            if constexpr (extent == RowExtent::whole) {
                normal_row(team, stream, drawn_y, k.drawn_nx, drawn);
            } else {
                const int x0 = k.drawn.x0 + cells.first_x;
                normal_row(team, stream, drawn_y, k.drawn_nx, {x0, x0 + cells.nx}, drawn);
            }
        } else {
            xi = &k.given(b, c, cells.first_y + y, cells.first_x);
        }
        Real* const row = to + cells.offset(y, 0);
        if (step.g2.sharpness == Real(0)) {
            const Real size = step.root_dt * step.g2.alpha;
            for_row(team, 0, cells.nx, [=](int x) EBRU_ROW_BODY { row[x] = multiply_add(size, xi[x], row[x]); });
        } else {
            const Real root_dt = step.root_dt;
            cell_row(team, cells, step.g2, from, y,
                     [=](int x, Real g) EBRU_ROW_BODY { row[x] = multiply_add(root_dt * g, xi[x], row[x]); });
        }
    }
}

/// to = from + dt b(from) on rows [first, last).
template <class Real, class Drift>
KOKKOS_FORCEINLINE_FUNCTION void add_drift(const TeamMember& team, const DriftCells& cells, const Drift& drift, Real dt,
                                           int first, int last, const Real* from, Real* to,
                                           const FluxRows<Real>& rows) {
    const std::ptrdiff_t origin = cells.origin;
    const std::ptrdiff_t up = cells.row_stride;
    drift.march(team, cells, first, last, from, rows, [=](int y, int x, Real b) EBRU_ROW_BODY {
        const std::ptrdiff_t cell = origin + y * up + x;
        to[cell] = multiply_add(dt, b, from[cell]);
    });
}

/// to = from + dt b/(1 + dt |b|) on all rows; the smallest factor 1/(1 + dt |b|). Sums run along columns and then over
/// them, in double: one order, whoever computes them.
template <class Real, class Drift>
KOKKOS_FORCEINLINE_FUNCTION double add_tamed_drift(const TeamMember& team, const EulerKernel<Real>& k,
                                                   const Drift& drift, Real dt, const Real* from, Real* to,
                                                   const FluxRows<Real>& rows, double* sizes) {
    const DriftCells cells = k.cells;
    const std::ptrdiff_t origin = cells.origin;
    const std::ptrdiff_t up = cells.row_stride;
    const bool by_cell = k.taming == Taming::componentwise;
    for_row(team, 0, cells.nx, [=](int x) EBRU_ROW_BODY { sizes[x] = 0.0; });
    drift.march(team, cells, 0, cells.ny, from, rows, [=](int y, int x, Real b) EBRU_ROW_BODY {
        to[origin + y * up + x] = b;
        const double square = static_cast<double>(b) * static_cast<double>(b);
        sizes[x] = by_cell ? (sizes[x] < square ? square : sizes[x]) : sizes[x] + square;
    });
    double size = 0.0;
    for (int x = 0; x < cells.nx; ++x) {
        size = by_cell ? (size < sizes[x] ? sizes[x] : size) : size + sizes[x];
    }
    const double count = static_cast<double>(cells.nx) * cells.ny;
    size = Kokkos::sqrt(k.taming == Taming::rms ? size / count : size);
    const double smallest = taming_factor(static_cast<double>(dt), size);
    const auto held = static_cast<Real>(static_cast<double>(dt) * smallest);
    for (int y = 0; y < cells.ny; ++y) {
        const Real* const before = from + cells.offset(y, 0);
        Real* const row = to + cells.offset(y, 0);
        for_row(team, 0, cells.nx, [=](int x) EBRU_ROW_BODY {
            const Real own = dt / (Real(1) + dt * Kokkos::abs(row[x]));
            row[x] = multiply_add(by_cell ? own : held, row[x], before[x]);
        });
    }
    return smallest;
}

/// Steps [begin, end) of one image channel by one team; the last state is in u when their number is even, else in
/// u_next.
template <class Real, class Drift>
void launch_resident(const EulerKernel<Real>& k, const Drift& kind, int begin, int end) {
    Kokkos::parallel_for(
        "spde resident", make_teams(k.blocks()).set_scratch_size(1, Kokkos::PerTeam(k.scratch_bytes())),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const RowScratch<Real> scratch(team, k.cells, 3);
            const RowScratch<double> sizes(team, k.cells, 1);
            const FluxRows<Real> rows{scratch.row(0), scratch.row(1)};
            const int bc = team.league_rank();
            Real* from = &k.u(bc, 0);
            Real* to = &k.u_next(bc, 0);
            for (int s = begin; s < end; ++s) {
                const EulerStep<Real> step = k.steps(s);
                Drift drift = kind;
                drift.g = step.g1;
                if (k.taming == Taming::none) {
                    add_drift(team, k.cells, drift, step.dt, 0, k.cells.ny, from, to, rows);
                } else {
                    const double factor = add_tamed_drift(team, k, drift, step.dt, from, to, rows, sizes.row(0));
                    k.smallest_factor(bc) = Kokkos::min(k.smallest_factor(bc), factor);
                }
                add_noise<RowExtent::whole>(team, k, k.cells, step, bc, 0, k.cells.ny, from, to, scratch.row(2));
                exchange_ghosts(team, to, k.ghosts);
                Real* const done = to;
                to = from;
                from = done;
            }
        });
}

/// Step s, untamed, u -> u_next of some cells of all image channels, spread over row slices; without ghosts.
/// \param cells k.cells or a part of them
template <RowExtent extent, class Real, class Drift>
void launch_slices(const EulerKernel<Real>& k, const DriftCells& cells, const Drift& kind, int s) {
    const int slice = rows_per_slice(cells.ny, k.blocks());
    const int slices = (cells.ny + slice - 1) / slice;
    Kokkos::parallel_for(
        "spde step", make_teams(k.blocks() * slices).set_scratch_size(1, Kokkos::PerTeam(k.scratch_bytes())),
        KOKKOS_LAMBDA(const TeamMember& team) {
            const RowScratch<Real> scratch(team, k.cells, 3);
            const int bc = team.league_rank() / slices;
            const int first = team.league_rank() % slices * slice;
            const int last = first + slice < cells.ny ? first + slice : cells.ny;
            const EulerStep<Real> step = k.steps(s);
            Drift drift = kind;
            drift.g = step.g1;
            const Real* const from = &k.u(bc, 0);
            Real* const to = &k.u_next(bc, 0);
            add_drift(team, cells, drift, step.dt, first, last, from, to, {scratch.row(0), scratch.row(1)});
            add_noise<extent>(team, k, cells, step, bc, first, last, from, to, scratch.row(2));
        });
}

/// The same of cells that are whole rows of the image, or are not.
template <class Real, class Drift>
void launch_slices(const EulerKernel<Real>& k, const DriftCells& cells, const Drift& kind, int s) {
    if (cells.nx == k.drawn_nx) {
        launch_slices<RowExtent::whole>(k, cells, kind, s);
    } else {
        launch_slices<RowExtent::part>(k, cells, kind, s);
    }
}

}  // namespace ebru
