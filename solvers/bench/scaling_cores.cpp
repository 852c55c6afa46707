#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numbers>
#include <vector>

#include "blocks/block_layout.hpp"
#include "solvers/bench/scaling_cases.hpp"
#include "solvers/bench/spde_case.hpp"
#include "solvers/lbm/lbm_core.hpp"
#include "solvers/spde/euler_maruyama.hpp"
#include "solvers/stencil/stencil_core.hpp"

namespace ebru {

namespace {

constexpr int steps = 4;

/// A rank's block of a smooth image.
ImageBatch<float> make_image(const Grid& whole, const Window& window) {
    const Grid own = window.grid();
    const ImageBatch<float> image("bench field", 1, 1, static_cast<std::size_t>(own.ny),
                                  static_cast<std::size_t>(own.nx));
    const auto host = Kokkos::create_mirror_view(image);
    for (int y = 0; y < own.ny; ++y) {
        const double wave = std::cos(40.0 * std::numbers::pi * (window.y0 + y + 0.5) / whole.ny);
        for (int x = 0; x < own.nx; ++x) {
            const double phase = 60.0 * std::numbers::pi * (window.x0 + x + 0.5) / whole.nx;
            host(0, 0, y, x) = static_cast<float>(0.5 + 0.3 * wave * std::cos(phase));
        }
    }
    Kokkos::deep_copy(image, host);
    return image;
}

using Work = std::function<void()>;

/// An even flow over a block's cells.
HostVelocity make_velocity(const Grid& own) {
    const HostVelocity velocity("bench velocity", 1, 2, static_cast<std::size_t>(own.ny),
                                static_cast<std::size_t>(own.nx));
    std::fill_n(velocity.data(), velocity.size(), 0.03);
    return velocity;
}

/// Steps of the stencil on a block, or on its cells as an image of their own.
Work stencil_work(const BlockLayout& layout, const BlockLayout* block) {
    const Grid own = layout.grid();
    auto core = std::make_shared<StencilCore<float>>(ImageShape{1, own.ny, own.nx}, Walls::mirror, block);
    core->initialize(make_image(layout.whole(), layout.window()));
    core->set_velocity(make_velocity(own), std::vector<int>{0});
    return [core] { core->run(steps, 1.0 / 6.0); };
}

/// The same of D2Q9.
Work lbm_work(const BlockLayout& layout, const BlockLayout* block) {
    const Grid own = layout.grid();
    auto core = std::make_shared<LbmCore<float, D2Q9, Equilibrium::quadratic>>(ImageShape{1, own.ny, own.nx},
                                                                               LbmParameters{}, block);
    core->initialize(make_image(layout.whole(), layout.window()));
    core->set_velocity(make_velocity(own), std::vector<int>{0});
    return [core] { core->run(steps, 1.0 / 6.0); };
}

/// The same of the quasilinear SPDE with white noise.
Work spde_work(const BlockLayout& layout, const BlockLayout* block) {
    const Grid own = layout.grid();
    auto walk = std::make_shared<EulerMaruyama<float>>(ImageShape{1, own.ny, own.nx}, spde_case_equation(0.0),
                                                       Taming::none, 1, block);
    walk->load(make_image(layout.whole(), layout.window()), std::vector<SampleId>{0});
    return [walk, number = std::int64_t{0}]() mutable {
        SpdeInterval interval;
        for (int n = 0; n < steps; ++n) {
            interval.push_back({0.0, SpdeCase::dt, number++});
        }
        walk->run(interval);
    };
}

BenchRow compare(const std::string& name, const BlockLayout& layout, const Work& in_blocks, const Work& apart,
                 int repeats) {
    const Ranks& job = layout.ranks();
    // From the moment when all ranks are there until the last one is done.
    const auto together = [&](const Work& work) {
        return [&job, &work] {
            job.barrier();
            work();
            Kokkos::fence();
            job.barrier();
        };
    };
    const PairedTiming timing = time_in_turn(repeats, together(in_blocks), together(apart));
    BenchRow row;
    row.name = name;
    row.size = fmt::format("{} x {} in {}, float", layout.whole().ny, layout.whole().nx, to_text(layout.shape()));
    row.unit = "MLUPS";
    row.ranks = job.count();
    set_rate(row, timing.a, static_cast<double>(layout.whole().cells()) * steps, 1e6);
    row.note = fmt::format("exchange {:.1f} % of a step", 100.0 * (1.0 - 1.0 / timing.ratio));
    return row;
}

}  // namespace

std::vector<BenchRow> measure_cores(const Ranks& job, int side, int repeats) {
    std::vector<BenchRow> rows;
    const Grid whole{side, side};
    const BlockShape along_y{job.count(), 1};
    const BlockShape along_x{1, job.count()};
    for (const BlockShape shape : {along_y, along_x}) {
        const BlockLayout layout(job, whole, shape, Walls::mirror);
        if (shape == along_x) {  // along y: measure_field()
            rows.push_back(compare("stencil in blocks", layout, stencil_work(layout, &layout),
                                   stencil_work(layout, nullptr), repeats));
        }
        rows.push_back(compare("lattice Boltzmann D2Q9 in blocks", layout, lbm_work(layout, &layout),
                               lbm_work(layout, nullptr), repeats));
        rows.push_back(compare("spde with white noise in blocks", layout, spde_work(layout, &layout),
                               spde_work(layout, nullptr), repeats));
    }
    return rows;
}

}  // namespace ebru
