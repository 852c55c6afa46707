#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "solvers/bench/benchmarks.hpp"
#include "solvers/bench/memory_bandwidth.hpp"
#include "solvers/bench/transport_case.hpp"
#include "solvers/lbm/lbm_core.hpp"
#include "solvers/stencil/stencil_core.hpp"

namespace ebru {

namespace {

constexpr double alpha = 1.0 / 6.0;

template <class Real>
BenchRow run_stencil(int images, int side, int steps, const BenchOptions& options) {
    TransportCase<Real> work{nullptr, images, 1, side};
    work.core = std::make_unique<StencilCore<Real>>(work.shape(), Walls::mirror);
    load_case(work);
    BenchRow row;
    row.name = sizeof(Real) == sizeof(float) ? "memoryless stencil, float" : "memoryless stencil, double";
    row.size = fmt::format("{} x {} x {}, {} steps", images, side, side, steps);
    row.unit = "MLUPS";
    row.bytes_per_update = work.core->bytes_per_update();
    const auto step = [&] {
        work.core->run(steps, alpha);
        Kokkos::fence();
    };
    const double working_set = work.cells() * 7.0 * sizeof(Real);
    if (!measures_memory(working_set)) {
        set_rate(row, time_repeats(options.repeats, step), work.cells() * steps, 1e6);
        row.note = "below four last-level caches";
        return row;
    }
    UpdateNineLoop update_nine(static_cast<std::size_t>(work.cells()));
    const PairedTiming timing = time_in_turn(options.repeats, step, [&] { update_nine.run(); });
    set_rate(row, timing.a, work.cells() * steps, 1e6);
    row.bandwidth = row.rate * row.bytes_per_update * 1e-3;
    row.limit = update_nine.result(timing.b).bandwidth;
    return row;
}

/// Four cosine modes after alpha t = `decayed_for`: the exact solution between walls.
double cosine_value(int y, int x, int side, double decayed_for) {
    double value = 0.5;
    for (int mode = 1; mode <= 4; ++mode) {
        const double k = std::numbers::pi * mode / side;
        const double decay = std::exp(-2.0 * k * k * decayed_for);
        value += 0.1 * decay * std::cos(k * (x + 0.5)) * std::cos(k * (y + 0.5));
    }
    return value;
}

double largest_error(TransportCore<double>& core, int side, int steps) {
    const auto n = static_cast<std::size_t>(side);
    const ImageBatch<double> image("cosine modes", 1, 1, n, n);
    const auto host = Kokkos::create_mirror_view(image);
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            host(0, 0, y, x) = cosine_value(y, x, side, 0.0);
        }
    }
    Kokkos::deep_copy(image, host);
    core.initialize(image);
    core.set_velocity(HostVelocity("at rest", 1, 2, n, n), std::vector<int>{0});
    core.run(steps, alpha);
    core.copy_state(std::vector<int>{0}, image);
    Kokkos::deep_copy(host, image);
    double largest = 0.0;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            largest = std::max(largest, std::abs(host(0, 0, y, x) - cosine_value(y, x, side, alpha * steps)));
        }
    }
    return largest;
}

/// Both methods at the same alpha, so the same number of steps for the same Fourier number, timed in turn.
BenchRow compare_with_lbm(int images, int side, const BenchOptions& options) {
    const int steps = std::max(1, side * side / 128 * 3);  // alpha n = sigma^2/2 with sigma = side/8
    TransportCase<float> stencil{nullptr, images, 1, side};
    stencil.core = std::make_unique<StencilCore<float>>(stencil.shape(), Walls::mirror);
    load_case(stencil);
    TransportCase<float> lbm{nullptr, images, 1, side};
    lbm.core = std::make_unique<LbmCore<float, D2Q9, Equilibrium::quadratic>>(lbm.shape(), LbmParameters{});
    load_case(lbm);
    const auto run = [steps](TransportCase<float>& work) {
        work.core->run(steps, alpha);
        Kokkos::fence();
    };
    const PairedTiming timing = time_in_turn(options.repeats, [&] { run(lbm); }, [&] { run(stencil); });
    StencilCore<double> exact_stencil({1, side, side}, Walls::mirror);
    LbmCore<double, D2Q9, Equilibrium::quadratic> exact_lbm({1, side, side}, LbmParameters{});
    BenchRow row;
    row.name = "stencil's speed / D2Q9's, same Fo, float";
    row.size = fmt::format("{} x {} x {}, {} steps", images, side, side, steps);
    row.unit = "times";
    row.rate = timing.ratio;
    row.note = fmt::format("largest error against exact cosine modes (double): stencil {:.3g}, D2Q9 {:.3g}",
                           largest_error(exact_stencil, side, steps), largest_error(exact_lbm, side, steps));
    return row;
}

}  // namespace

std::vector<BenchRow> bench_stencil(const BenchOptions& options) {
    std::vector<BenchRow> rows;
    rows.push_back(run_stencil<float>(64, 128, 50, options));
    rows.push_back(run_stencil<float>(512, 28, 100, options));
    rows.push_back(run_stencil<double>(64, 128, 50, options));
    rows.push_back(run_stencil<float>(1, options.large, 4, options));
    rows.push_back(compare_with_lbm(64, 128, options));
    rows.push_back(compare_with_lbm(512, 28, options));
    return rows;
}

}  // namespace ebru
