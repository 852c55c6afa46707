#include <fmt/format.h>

#include <utility>

#include "solvers/bench/benchmarks.hpp"
#include "solvers/bench/spde_case.hpp"
#include "solvers/spde/euler_maruyama.hpp"

namespace ebru {

namespace {

/// What one update cannot do without, from the first-level cache and nothing else: a normal, and the square root and
/// the division of two faces. `units` teams, a row of 128 values each 128 times: one update a value.
template <class Real>
void run_arithmetic_alone(const Kokkos::View<Real**, Kokkos::LayoutRight>& rows) {
    constexpr int side = SpdeCase::side;
    Kokkos::parallel_for(
        "arithmetic of the spde", make_teams(static_cast<int>(rows.extent(0))), KOKKOS_LAMBDA(const TeamMember& team) {
            const Real* const u = &rows(team.league_rank(), 0);
            Real* const xi = &rows(team.league_rank(), side);
            Real* const sum = &rows(team.league_rank(), 2 * side);
            const NormalStream stream = white_noise_stream(1, team.league_rank(), 0, 0);
            const EdgeFunction<Real> g(EdgeStopping{1.0, 15.0, 1.0});
            for (int y = 0; y < side; ++y) {
                normal_row(team, stream, y, side, xi);
                for_row(team, 0, side, [=](int x) EBRU_ROW_BODY {
                    sum[x] = g(u[x], xi[x]) + g(xi[x], u[x] + xi[x]);  // no row waits for the one before
                });
            }
        });
    Kokkos::fence();
}

/// The case's images on their way.
template <class Real>
class SpdeWalk {
  public:
    SpdeWalk(double ell, Taming taming)
        : walk_({SpdeCase::channels, SpdeCase::side, SpdeCase::side}, spde_case_equation(ell), taming, 1) {
        walk_.load(spde_case_images<Real>(), spde_case_ids());
    }
    void run(int steps) {
        SpdeInterval interval;
        for (int n = 0; n < steps; ++n) {
            interval.push_back({0.0, SpdeCase::dt, next_++});
        }
        walk_.run(interval);
        Kokkos::fence();
    }

  private:
    EulerMaruyama<Real> walk_;
    std::int64_t next_ = 0;
};

/// One launch of `steps` steps beside the arithmetic alone, timed in turn.
template <class Real>
BenchRow run_steps(const std::string& what, double ell, Taming taming, int steps, const BenchOptions& options) {
    SpdeWalk<Real> work(ell, taming);
    const Kokkos::View<Real**, Kokkos::LayoutRight> rows("rows", SpdeCase::images * SpdeCase::channels,
                                                         3 * SpdeCase::side);
    const PairedTiming timing = time_in_turn(
        options.repeats, [&] { work.run(steps); },
        [&] {
            for (int n = 0; n < steps; ++n) {
                run_arithmetic_alone(rows);
            }
        });
    BenchRow row;
    row.name = fmt::format("spde {}, {}", what, sizeof(Real) == sizeof(float) ? "float" : "double");
    row.size = fmt::format("{} x {} x {} x {}, {} steps", SpdeCase::images, SpdeCase::channels, SpdeCase::side,
                           SpdeCase::side, steps);
    row.unit = "MLUPS";
    row.bytes_per_update = 3.0 * sizeof(Real) + (ell > 0.0 ? 3.0 * sizeof(Real) : 0.0);
    set_rate(row, timing.a, SpdeCase::cells * steps, 1e6);
    row.note = fmt::format("{:.0f} % of {:.0f} MLUPS that a normal and two roots and divisions a cell alone reach",
                           100.0 / timing.ratio, SpdeCase::cells * steps / timing.b.median * 1e-6);
    return row;
}

}  // namespace

std::vector<BenchRow> bench_spde(const BenchOptions& options) {
    std::vector<BenchRow> rows;
    rows.push_back(run_steps<float>("drift and white noise", 0.0, Taming::none, 1, options));
    rows.push_back(run_steps<float>("drift and white noise", 0.0, Taming::none, 20, options));
    rows.push_back(run_steps<double>("drift and white noise", 0.0, Taming::none, 1, options));
    rows.push_back(run_steps<float>("drift and white noise, tamed", 0.0, Taming::rms, 1, options));
    rows.push_back(run_steps<float>("drift and noise of ell = 2", 2.0, Taming::none, 1, options));
    for (BenchRow& row : compare_spde_schemes(options)) {
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace ebru
