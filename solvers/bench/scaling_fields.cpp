#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <numbers>

#include "blocks/block_layout.hpp"
#include "solvers/bench/scaling_cases.hpp"
#include "solvers/stencil/stencil_core.hpp"

namespace ebru {

namespace {

constexpr int steps = 10;
constexpr double alpha = 1.0 / 6.0;

/// A smooth image and a cellular velocity of max |v| = 0.05 on a window of a field.
void load(StencilCore<float>& core, const Grid& whole, const Window& window) {
    const Grid own = window.grid();
    const auto ny = static_cast<std::size_t>(own.ny);
    const auto nx = static_cast<std::size_t>(own.nx);
    const ImageBatch<float> image("bench field", 1, 1, ny, nx);
    const auto host = Kokkos::create_mirror_view(image);
    const HostVelocity velocity("bench velocity", 1, 2, ny, nx);
    for (int y = 0; y < own.ny; ++y) {
        const double ky = std::numbers::pi * (window.y0 + y + 0.5) / whole.ny;
        for (int x = 0; x < own.nx; ++x) {
            const double kx = std::numbers::pi * (window.x0 + x + 0.5) / whole.nx;
            host(0, 0, y, x) = static_cast<float>(0.5 + 0.3 * std::cos(40.0 * kx) * std::cos(60.0 * ky));
            velocity(0, 0, y, x) = 0.05 * std::sin(kx) * std::cos(ky);
            velocity(0, 1, y, x) = -0.05 * std::cos(kx) * std::sin(ky);
        }
    }
    Kokkos::deep_copy(image, host);
    core.initialize(image);
    core.set_velocity(velocity, std::vector<int>{0});
}

/// A rank's block of a field, in a core that exchanges its edges, and the same cells in one that has none to exchange.
struct FieldCase {
    Grid whole;
    BlockShape shape;
    std::unique_ptr<BlockLayout> layout;
    std::unique_ptr<StencilCore<float>> together;
    std::unique_ptr<StencilCore<float>> apart;
};

FieldCase make_case(const Ranks& ranks, const Grid& whole, BlockShape shape) {
    FieldCase made{whole, shape, nullptr, nullptr, nullptr};
    made.layout = std::make_unique<BlockLayout>(ranks, whole, shape, Walls::mirror);
    const ImageShape own{1, made.layout->grid().ny, made.layout->grid().nx};
    made.together =
        std::make_unique<StencilCore<float>>(own, Walls::mirror, ranks.alone() ? nullptr : made.layout.get());
    load(*made.together, whole, made.layout->window());
    if (!ranks.alone()) {
        made.apart = std::make_unique<StencilCore<float>>(own, Walls::mirror);
        load(*made.apart, whole, made.layout->window());
    }
    return made;
}

PartWork run_of(std::vector<FieldCase>& cases, std::unique_ptr<StencilCore<float>> FieldCase::* core) {
    return [&cases, core](const Ranks&, std::size_t i) {
        FieldCase& one = cases[i];
        StencilCore<float>& own = (one.*core) != nullptr ? *(one.*core) : *one.together;
        own.run(steps, alpha);
        Kokkos::fence();
    };
}

BenchRow row_of(const FieldCase& one, const JobPart& part, const Timing& together, const Timing& apart,
                const Timing& alone, const std::string& kind) {
    BenchRow row;
    row.name = "stencil in blocks, " + kind;
    row.size = fmt::format("{} x {} in {}, float", one.whole.ny, one.whole.nx, to_text(one.shape));
    row.unit = "MLUPS";
    row.ranks = part.count;
    set_rate(row, together, static_cast<double>(one.whole.cells()) * steps, 1e6);
    if (part.count > 1) {
        const double ideal = kind == "strong" ? alone.median / part.count : alone.median;
        row.note = fmt::format("efficiency {:.0f} %; without exchange {:.0f} %; exchange {:.1f} % of a step",
                               100.0 * ideal / together.median, 100.0 * ideal / apart.median,
                               100.0 * (1.0 - apart.median / together.median));
    }
    return row;
}

}  // namespace

Measured<FieldCost> measure_field(const Ranks& job, const std::vector<JobPart>& parts, int side, int repeats) {
    Measured<FieldCost> measured;
    for (const bool weak : {false, true}) {
        std::vector<FieldCase> cases(parts.size());
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const BlockShape shape = choose_block_shape(parts[i].count, {side, side});
            const Grid whole = weak ? Grid{side * shape.y, side * shape.x} : Grid{side, side};
            cases[i].whole = whole;
            cases[i].shape = shape;
            if (parts[i].ranks != nullptr) {
                cases[i] = make_case(*parts[i].ranks, whole, shape);
            }
        }
        const auto timings =
            time_parts(job, parts, repeats, {run_of(cases, &FieldCase::together), run_of(cases, &FieldCase::apart)});
        const std::vector<Timing>& together = timings[0];
        const std::vector<Timing>& apart = timings[1];
        for (std::size_t i = 0; i < parts.size(); ++i) {
            measured.rows.push_back(
                row_of(cases[i], parts[i], together[i], apart[i], together[0], weak ? "weak" : "strong"));
        }
        const double own_cells = static_cast<double>(cases.back().whole.cells()) / parts.back().count;
        measured.cost.seconds_per_cell = apart.back().median / (own_cells * steps);
    }
    measured.cost.ghost_bytes = sizeof(float);
    return measured;
}

}  // namespace ebru
