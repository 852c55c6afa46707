#include <fmt/format.h>

#include "solvers/bench/benchmarks.hpp"
#include "solvers/bench/memory_bandwidth.hpp"
#include "solvers/bench/transport_case.hpp"
#include "solvers/lbm/lbm_core.hpp"

namespace ebru {

namespace {

constexpr double alpha = 1.0 / 6.0;

template <class Real, class Set, Equilibrium kind>
TransportCase<Real> make_case(int images, int side) {
    TransportCase<Real> work{nullptr, images, 1, side};
    work.core = std::make_unique<LbmCore<Real, Set, kind>>(work.shape(), LbmParameters{});
    load_case(work);
    return work;
}

template <class Real>
BenchRow row_of(const std::string& name, const TransportCase<Real>& work, int steps) {
    BenchRow row;
    row.name = name;
    row.size = fmt::format("{} x {} x {}, {} steps", work.images, work.side, work.side, steps);
    row.unit = "MLUPS";
    row.bytes_per_update = work.core->bytes_per_update();
    return row;
}

template <class Real, class Set, Equilibrium kind>
BenchRow in_cache(const std::string& name, int images, int side, int steps, const BenchOptions& options) {
    const TransportCase<Real> work = make_case<Real, Set, kind>(images, side);
    BenchRow row = row_of(name, work, steps);
    const Timing timing = time_repeats(options.repeats, [&] {
        work.core->run(steps, alpha);
        Kokkos::fence();
    });
    set_rate(row, timing, work.cells() * steps, 1e6);
    row.note = "in cache";
    return row;
}

/// One image in memory, in turn with the update-9 loop on arrays of the same size.
BenchRow in_memory(int side, const BenchOptions& options) {
    constexpr int steps = 4;
    const TransportCase<float> work = make_case<float, D2Q9, Equilibrium::quadratic>(1, side);
    UpdateNineLoop update_nine(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
    BenchRow row = row_of("D2Q9 TRT quadratic, float", work, steps);
    const PairedTiming timing = time_in_turn(
        options.repeats,
        [&] {
            work.core->run(steps, alpha);
            Kokkos::fence();
        },
        [&] { update_nine.run(); });
    set_rate(row, timing.a, work.cells() * steps, 1e6);
    const UpdateNine limit = update_nine.result(timing.b);
    if (measures_memory(limit.working_set)) {
        row.bandwidth = row.rate * row.bytes_per_update * 1e-3;
        row.limit = limit.bandwidth;
    } else {
        row.note = fmt::format(
            "working set {:.0f} MB is below four last-level caches ({:.0f} MB): no share of memory bandwidth",
            limit.working_set * 1e-6, 4e-6 * limit.last_cache);
    }
    return row;
}

}  // namespace

std::vector<BenchRow> bench_lbm(const BenchOptions& options) {
    std::vector<BenchRow> rows;
    rows.push_back(in_cache<float, D2Q9, Equilibrium::quadratic>("D2Q9 TRT quadratic, float", 64, 128, 384, options));
    rows.push_back(in_cache<float, D2Q9, Equilibrium::quadratic>("D2Q9 TRT quadratic, float", 512, 28, 100, options));
    rows.push_back(in_cache<float, D2Q9, Equilibrium::linear>("D2Q9 TRT linear, float", 64, 128, 50, options));
    rows.push_back(in_cache<float, D2Q5, Equilibrium::quadratic>("D2Q5 TRT quadratic, float", 64, 128, 50, options));
    rows.push_back(in_cache<double, D2Q9, Equilibrium::quadratic>("D2Q9 TRT quadratic, double", 64, 128, 50, options));
    rows.push_back(in_memory(options.large, options));
    BenchRow ratio;
    ratio.name = "in cache 128 x 128 / in memory";
    ratio.size = "D2Q9 TRT quadratic, float";
    ratio.unit = "times";
    ratio.rate = rows.front().rate / rows.back().rate;
    rows.push_back(ratio);
    return rows;
}

}  // namespace ebru
