#include <fmt/format.h>

#include <memory>

#include "solvers/bench/scaling_cases.hpp"
#include "solvers/bench/transport_case.hpp"
#include "solvers/stencil/stencil_core.hpp"

namespace ebru {

Measured<SamplesCost> measure_samples(const Ranks& job, const std::vector<JobPart>& parts, int repeats) {
    constexpr int images = 256;
    constexpr int side = 28;
    constexpr int steps = 400;
    constexpr double alpha = 1.0 / 6.0;
    TransportCase<float> work{nullptr, images, 1, side};
    work.core = std::make_unique<StencilCore<float>>(work.shape(), Walls::mirror);
    load_case(work);
    const std::vector<Timing> timings = time_parts(job, parts, repeats, [&](const Ranks&, std::size_t) {
        work.core->run(steps, alpha);
        Kokkos::fence();
    });
    Measured<SamplesCost> measured;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        BenchRow row;
        row.name = "images in cache, weak";
        row.size = fmt::format("{} x {} x {} a rank, {} steps", images, side, side, steps);
        row.unit = "MLUPS";
        row.ranks = parts[i].count;
        set_rate(row, timings[i], work.cells() * steps * parts[i].count, 1e6);
        row.note =
            fmt::format("{:.1f} % of {} times one rank", 100.0 * timings[0].median / timings[i].median, parts[i].count);
        measured.rows.push_back(row);
    }
    measured.cost.seconds_per_sample = timings.back().median / images;
    return measured;
}

}  // namespace ebru
