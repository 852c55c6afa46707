#include "solvers/spde/semi_implicit_step.hpp"

#include <algorithm>
#include <functional>
#include <string>

#include "base/error.hpp"
#include "fft/host_batch.hpp"
#include "field/team_work.hpp"
#include "solvers/spde/lagged_system.hpp"
#include "solvers/spde/ou_moments.hpp"

namespace ebru {

namespace {

/// Image channels that are worked on at the same time, each with fields of its own: one a host thread, and on a device
/// as many as keep it busy.
int solve_slots(int blocks) {
    constexpr int device_slots = 2048;
    return std::min(blocks, on_host ? static_cast<int>(host_threads()) : device_slots);
}

/// Everything that the kernel reads and writes, by value.
template <class Real>
struct SolveKernel {
    PaddedLayout full;
    PaddedLayout half;
    int channels = 1;
    int blocks = 0;
    Real dt;
    double tolerance = 0.0;
    int most_iterations = 0;
    ImageBatch<Real> x_face;
    ImageBatch<Real> y_face;
    ImageBatch<Real> rhs;
    ImageBatch<Real> u;
    Kokkos::View<Real***, Kokkos::LayoutRight> full_fields;
    Kokkos::View<Real***, Kokkos::LayoutRight> half_fields;
    Kokkos::View<std::int64_t*> iterations;
    Kokkos::View<int*> largest;
    Kokkos::View<int*> failures;

    KOKKOS_FORCEINLINE_FUNCTION LaggedFields<Real> fields_of(int slot) const {
        const auto whole = [&](int n) { return &full_fields(slot, n, 0); };
        const auto of = [&](int n) { return &half_fields(slot, n, 0); };
        return {whole(0), whole(1), whole(2), whole(3), {of(0), of(1), of(2), of(3)}, of(4), of(5),
                of(6),    of(7),    of(8),    of(9)};
    }

    KOKKOS_FORCEINLINE_FUNCTION void solve(const TeamMember& team, int slot, int block) const {
        const int b = block / channels;
        const int c = block % channels;
        const LaggedSystem<Real> system{team, full, half, fields_of(slot)};
        const Real* const gx = &x_face(b, c, 0, 0);
        const Real* const gy = &y_face(b, c, 0, 0);
        const double square = system.set_cells(dt, gx, gy, &rhs(b, c, 0, 0));
        system.set_links(dt, gx, gy);
        const SolveOutcome outcome =
            conjugate_gradients(system, system.start(), tolerance * tolerance * square, most_iterations);
        system.finish(&rhs(b, c, 0, 0), &u(b, c, 0, 0));
        Kokkos::single(Kokkos::PerTeam(team), [&]() {
            iterations(block) += outcome.iterations;
            largest(block) = Kokkos::max(largest(block), outcome.iterations);
            failures(block) += outcome.converged ? 0 : 1;
        });
    }
};

template <class Real>
void launch_solve(const SolveKernel<Real>& k, int slots) {
    Kokkos::parallel_for(
        "spde semi-implicit", make_teams(slots), KOKKOS_LAMBDA(const TeamMember& team) {
            for (int block = team.league_rank(); block < k.blocks; block += slots) {
                k.solve(team, team.league_rank(), block);
            }
        });
}

}  // namespace

template <class Real>
SemiImplicitStep<Real>::SemiImplicitStep(const ImageShape& shape, const SolveLimits& limits)
    : shape_(shape),
      limits_(limits),
      full_(shape.grid()),
      half_(Grid{shape.ny, (shape.nx + 1) / 2}),
      transform_(shape.grid()),
      modes_(host_threads(), std::vector<Real>(shape.grid().cells())) {
    EBRU_EXPECT(shape.channels >= 1 && limits.tolerance > 0.0 && limits.tolerance < 1.0 && limits.most_iterations >= 1);
}

template <class Real>
void SemiImplicitStep<Real>::solve(double dt, const ImageBatch<Real>& x_face, const ImageBatch<Real>& y_face,
                                   const ImageBatch<Real>& rhs, const ImageBatch<Real>& u) {
    EBRU_EXPECT(dt > 0.0 && u.extent(0) >= 1);
    for (const auto& images : {x_face, y_face, rhs, u}) {
        EBRU_EXPECT(images.extent(0) == u.extent(0) && images.extent(1) == static_cast<std::size_t>(shape_.channels) &&
                    images.extent(2) == static_cast<std::size_t>(shape_.ny) &&
                    images.extent(3) == static_cast<std::size_t>(shape_.nx));
    }
    const std::size_t blocks = u.extent(0) * u.extent(1);
    const int slots = solve_slots(static_cast<int>(blocks));
    if (iterations_.extent(0) != blocks) {
        report();
        iterations_ = Kokkos::View<std::int64_t*>("spde iterations", blocks);
        most_iterations_ = Kokkos::View<int*>("spde most iterations", blocks);
        failures_ = Kokkos::View<int*>("spde failures", blocks);
        full_fields_ = Kokkos::View<Real***, Kokkos::LayoutRight>("spde solve", static_cast<std::size_t>(slots),
                                                                  LaggedFields<Real>::full_count,
                                                                  static_cast<std::size_t>(full_.field_stride));
        half_fields_ = Kokkos::View<Real***, Kokkos::LayoutRight>("spde solve halves", static_cast<std::size_t>(slots),
                                                                  LaggedFields<Real>::half_count,
                                                                  static_cast<std::size_t>(half_.field_stride));
    }
    launch_solve(SolveKernel<Real>{full_, half_, shape_.channels, static_cast<int>(blocks), static_cast<Real>(dt),
                                   limits_.tolerance, limits_.most_iterations, x_face, y_face, rhs, u, full_fields_,
                                   half_fields_, iterations_, most_iterations_, failures_},
                 slots);
    ++steps_;
}

template <class Real>
SolveReport SemiImplicitStep<Real>::report() {
    const auto iterations = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), iterations_);
    const auto largest = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), most_iterations_);
    const auto failures = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), failures_);
    SolveReport report{.solves = steps_ * static_cast<std::int64_t>(iterations.size())};
    std::int64_t sum = 0;
    std::int64_t failed = 0;
    for (std::size_t block = 0; block < iterations.size(); ++block) {
        sum += iterations(block);
        report.most_iterations = std::max(report.most_iterations, largest(block));
        failed += failures(block);
    }
    report.mean_iterations = report.solves > 0 ? static_cast<double>(sum) / static_cast<double>(report.solves) : 0.0;
    Kokkos::deep_copy(iterations_, 0);
    Kokkos::deep_copy(most_iterations_, 0);
    Kokkos::deep_copy(failures_, 0);
    steps_ = 0;
    validate(failed == 0,
             "the semi-implicit step was not solved in " + std::to_string(failed) + " of " +
                 std::to_string(report.solves) + " cases",
             "conjugate gradients did not converge in " + std::to_string(limits_.most_iterations) +
                 " iterations: the time step is very long, or an image holds a value that is not finite",
             "take shorter steps, or look at the input");
    return report;
}

template <class Real>
void SemiImplicitStep<Real>::solve_constant(double dt, double alpha, const ImageBatch<Real>& rhs,
                                            const ImageBatch<Real>& u) {
    EBRU_EXPECT(dt > 0.0 && alpha >= 0.0 && rhs.size() == u.size());
    const Grid grid = shape_.grid();
    if (dt * alpha != constant_) {
        constant_ = dt * alpha;
        factors_.clear();
        for (int b = 0; b < grid.ny; ++b) {
            for (int a = 0; a < grid.nx; ++a) {
                factors_.push_back(static_cast<Real>(1.0 / (1.0 + constant_ * wall_eigenvalue(grid, b, a))));
            }
        }
    }
    const std::size_t cells = grid.cells();
    const auto from = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), rhs);
    const auto to = Kokkos::create_mirror_view(Kokkos::HostSpace(), u);
    for_each_by_workers("ebru::SemiImplicitStep::solve_constant", modes_.size(), u.size() / cells,
                        [&](std::size_t worker, std::size_t n) {
                            std::vector<Real>& modes = modes_[worker];
                            transform_.forward(from.data() + n * cells, modes.data());
                            std::transform(modes.begin(), modes.end(), factors_.begin(), modes.begin(),
                                           std::multiplies<Real>());
                            transform_.inverse(modes.data(), to.data() + n * cells);
                        });
    Kokkos::deep_copy(u, to);
}

template class SemiImplicitStep<float>;
template class SemiImplicitStep<double>;

}  // namespace ebru
