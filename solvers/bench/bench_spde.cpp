#include <fmt/format.h>

#include <numeric>

#include "solvers/bench/benchmarks.hpp"
#include "solvers/spde/euler_maruyama.hpp"

namespace ebru {

namespace {

constexpr int images = 64;
constexpr int channels = 3;
constexpr int side = 128;
constexpr double cells = double(images) * channels * side * side;

/// Equation 14 of the papers at the middle of its run.
SpdeEquation bench_equation(double ell) {
    SpdeEquation equation;
    equation.drift_intensity = IntensitySchedule({.alpha_max = 16.0}, "drift");
    equation.drift_contrast = ContrastSchedule({.kind = ContrastKind::constant, .lambda_min = 0.066}, "drift");
    equation.noise_intensity = IntensitySchedule({.alpha_max = 0.14}, "noise");
    equation.correlation_length = ell;
    return equation;
}

/// What one update cannot do without, from the first-level cache and nothing else: a normal, and the square root and
/// the division of two faces. `units` teams, a row of 128 values each 128 times: one update a value.
template <class Real>
void run_arithmetic_alone(const Kokkos::View<Real**, Kokkos::LayoutRight>& rows) {
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

template <class Real>
class SpdeCase {
  public:
    SpdeCase(double ell, Taming taming) : walk_({channels, side, side}, bench_equation(ell), taming, 1) {
        const ImageBatch<Real> u("bench images", images, channels, side, side);
        const auto host = Kokkos::create_mirror_view(u);
        for (std::size_t i = 0; i < host.size(); ++i) {
            host.data()[i] = static_cast<Real>((i * 2654435761U % 1000) * 1e-3);
        }
        Kokkos::deep_copy(u, host);
        std::vector<SampleId> ids(images);
        std::iota(ids.begin(), ids.end(), 0);
        walk_.load(u, ids);
    }
    void run(int steps) {
        SpdeInterval interval;
        for (int n = 0; n < steps; ++n) {
            interval.push_back({0.0, 1e-3, next_++});
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
    SpdeCase<Real> work(ell, taming);
    const Kokkos::View<Real**, Kokkos::LayoutRight> rows("rows", images * channels, 3 * side);
    const PairedTiming timing = time_in_turn(
        options.repeats, [&] { work.run(steps); },
        [&] {
            for (int n = 0; n < steps; ++n) {
                run_arithmetic_alone(rows);
            }
        });
    BenchRow row;
    row.name = fmt::format("spde {}, {}", what, sizeof(Real) == sizeof(float) ? "float" : "double");
    row.size = fmt::format("{} x {} x {} x {}, {} steps", images, channels, side, side, steps);
    row.unit = "MLUPS";
    row.bytes_per_update = 3.0 * sizeof(Real) + (ell > 0.0 ? 3.0 * sizeof(Real) : 0.0);
    set_rate(row, timing.a, cells * steps, 1e6);
    row.note = fmt::format("{:.0f} % of {:.0f} MLUPS that a normal and two roots and divisions a cell alone reach",
                           100.0 / timing.ratio, cells * steps / timing.b.median * 1e-6);
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
    return rows;
}

}  // namespace ebru
