#include "validation/common/image_levels.hpp"

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "solvers/advection_diffusion/advection_diffusion_process.hpp"
#include "solvers/heat/heat_process.hpp"
#include "solvers/turbulence/random_fourier_velocity.hpp"

namespace ebru {

namespace {

template <class Real>
ImageLevels all_levels(ForwardProcess<Real>& process, const std::vector<double>& image, Grid grid) {
    EBRU_EXPECT(image.size() == grid.cells());
    const ImageBatch<Real> state("study image", 1, 1, static_cast<std::size_t>(grid.ny),
                                 static_cast<std::size_t>(grid.nx));
    const auto host = Kokkos::create_mirror_view(state);
    std::transform(image.begin(), image.end(), host.data(), [](double u) { return static_cast<Real>(u); });
    Kokkos::deep_copy(state, host);
    process.initialize(state, std::vector<SampleId>{0});
    ImageLevels levels = {{host.data(), host.data() + host.size()}};
    for (std::size_t k = 1; k < process.levels().size(); ++k) {
        process.advance_to(static_cast<int>(k));
        process.copy_state(std::vector<int>{0}, state);
        Kokkos::deep_copy(host, state);
        levels.emplace_back(host.data(), host.data() + host.size());
    }
    return levels;
}

}  // namespace

template <class Real>
ImageLevels heat_levels(const std::vector<double>& image, Grid grid, const LevelSchedule& schedule) {
    HeatProcess<Real> process({1, grid.ny, grid.nx}, schedule);
    return all_levels<Real>(process, image, grid);
}

template <class Real>
ImageLevels transport_levels(const std::vector<double>& image, Grid grid, const TransportChain& chain) {
    typename AdvectionDiffusionProcess<Real>::Parts parts;
    parts.shape = {1, grid.ny, grid.nx};
    parts.core = make_core<Real>(chain.scheme, parts.shape, Walls::mirror);
    parts.plan = plan_transport(chain.schedule, grid.nx, chain.request);
    if (chain.turbulence) {
        TurbulenceParameters turbulence = *chain.turbulence;
        turbulence.grid = grid;
        parts.model = std::make_shared<RandomFourierVelocity>(turbulence);
    }
    parts.velocity.grid = grid;
    parts.velocity.speed_cap = chain.request.speed_cap;
    parts.peclet = chain.request.peclet;
    AdvectionDiffusionProcess<Real> process(std::move(parts));
    return all_levels<Real>(process, image, grid);
}

int steps_of(const TransportChain& chain, int width) {
    int steps = 0;
    for (const IntervalPlan& interval : plan_transport(chain.schedule, width, chain.request)) {
        steps += interval.steps;
    }
    return steps;
}

#define EBRU_INSTANTIATE_(Real)                                                                     \
    template ImageLevels heat_levels<Real>(const std::vector<double>&, Grid, const LevelSchedule&); \
    template ImageLevels transport_levels<Real>(const std::vector<double>&, Grid, const TransportChain&);
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
