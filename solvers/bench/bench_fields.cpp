#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <utility>

#include "solvers/bench/benchmarks.hpp"
#include "solvers/heat/heat_process.hpp"
#include "solvers/turbulence/random_fourier_velocity.hpp"

namespace ebru {

namespace {

BenchRow velocity_row(const char* name, TurbulenceKind kind, int side, int fields, const BenchOptions& options) {
    TurbulenceParameters parameters;
    parameters.grid = {side, side};
    parameters.kind = kind;
    parameters.phase_speed = 0.05;
    RandomFourierVelocity velocity(parameters);
    std::vector<std::int64_t> ids(static_cast<std::size_t>(fields));
    std::iota(ids.begin(), ids.end(), 0);
    const auto n = static_cast<std::size_t>(side);
    VelocityRequest request;
    request.shape = HostVelocity("shape", ids.size(), 2, n, n);
    request.acceleration = HostVelocity("acceleration", ids.size(), 2, n, n);
    double time = 0.0;
    const Timing timing = time_repeats(options.repeats, [&] {
        time += 1.0;  // phases move, as from level to level
        velocity.evaluate(ids, time, request);
    });
    BenchRow row;
    row.name = name;
    row.size = fmt::format("{} x {} x {}, {} modes", fields, side, side, velocity.modes().size());
    row.unit = "fields/s";
    row.note = "with acceleration, double";
    set_rate(row, timing, fields, 1.0);
    return row;
}

template <class Real>
BenchRow heat_row(const char* name, int images, int side, const BenchOptions& options) {
    constexpr int levels = 20;
    const ImageShape shape{1, side, side};
    HeatProcess<Real> process(shape, LevelSchedule(ScheduleKind::exponential, levels, 1e-4, 0.03));
    const auto n = static_cast<std::size_t>(side);
    const ImageBatch<Real> u0("heat images", static_cast<std::size_t>(images), 1, n, n);
    const ImageBatch<Real> state("heat states", static_cast<std::size_t>(images), 1, n, n);
    Kokkos::deep_copy(u0, Real(0.5));
    std::vector<SampleId> ids(static_cast<std::size_t>(images));
    std::iota(ids.begin(), ids.end(), 0);
    std::vector<int> all(static_cast<std::size_t>(images));
    std::iota(all.begin(), all.end(), 0);
    const Timing timing = time_repeats(options.repeats, [&] {
        process.initialize(u0, ids);
        for (int level = 1; level <= levels; ++level) {
            process.advance_to(level);
            process.copy_state(all, state);
        }
    });
    BenchRow row;
    row.name = name;
    row.size = fmt::format("{} x {} x {}, {} levels, all kept", images, side, side, levels);
    row.unit = "states/s";
    set_rate(row, timing, static_cast<double>(images) * levels, 1.0);
    return row;
}

}  // namespace

std::vector<BenchRow> bench_rfm(const BenchOptions& options) {
    return {velocity_row("sine-series stream function", TurbulenceKind::walls, 28, 512, options),
            velocity_row("sine-series stream function", TurbulenceKind::walls, 128, 64, options),
            velocity_row("periodic stream function", TurbulenceKind::stream, 128, 64, options),
            velocity_row("independent components", TurbulenceKind::independent, 128, 64, options)};
}

std::vector<BenchRow> bench_heat(const BenchOptions& options) {
    return {heat_row<float>("heat in cosine modes, float", 512, 28, options),
            heat_row<float>("heat in cosine modes, float", 64, 128, options),
            heat_row<double>("heat in cosine modes, double", 64, 128, options)};
}

}  // namespace ebru
