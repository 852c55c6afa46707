#include "validation/common/transport_problem.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "field/velocity_gradient.hpp"
#include "solvers/lbm/lbm_core.hpp"
#include "solvers/stencil/stencil_core.hpp"

namespace ebru {

namespace {

template <class Real>
ImageBatch<Real> one_image(Grid grid) {
    return ImageBatch<Real>("study image", 1, 1, static_cast<std::size_t>(grid.ny), static_cast<std::size_t>(grid.nx));
}

}  // namespace

std::string name_of(TransportScheme scheme) {
    switch (scheme) {
        case TransportScheme::bgk:
            return "D2Q9 BGK";
        case TransportScheme::trt:
            return "D2Q9 TRT";
        default:
            return "stencil";
    }
}

template <class Real>
std::unique_ptr<TransportCore<Real>> make_core(TransportScheme scheme, const ImageShape& shape, Walls walls) {
    if (scheme == TransportScheme::stencil) {
        return std::make_unique<StencilCore<Real>>(shape, walls);
    }
    LbmParameters parameters;
    parameters.walls = walls;
    parameters.relaxation.collision = scheme == TransportScheme::bgk ? Collision::bgk : Collision::trt;
    return std::make_unique<LbmCore<Real, D2Q9, Equilibrium::quadratic>>(shape, parameters);
}

HostVelocity compensated_velocity(const std::vector<double>& velocity, Grid grid, Walls walls, double lag) {
    const HostVelocity out("study velocity", 1, 2, static_cast<std::size_t>(grid.ny),
                           static_cast<std::size_t>(grid.nx));
    if (velocity.empty()) {
        return out;
    }
    EBRU_EXPECT(velocity.size() == 2 * grid.cells());
    std::vector<double> acceleration(velocity.size(), 0.0);
    if (lag != 0.0) {
        advective_acceleration(velocity.data(), grid, walls, acceleration.data());
    }
    for (std::size_t i = 0; i < velocity.size(); ++i) {
        out.data()[i] = velocity[i] + lag * acceleration[i];
    }
    return out;
}

template <class Real>
void load_state(TransportCore<Real>& core, Grid grid, const std::vector<double>& values) {
    EBRU_EXPECT(values.size() == grid.cells());
    const ImageBatch<Real> image = one_image<Real>(grid);
    const auto host = Kokkos::create_mirror_view(image);
    std::transform(values.begin(), values.end(), host.data(), [](double value) { return static_cast<Real>(value); });
    Kokkos::deep_copy(image, host);
    core.initialize(image);
}

template <class Real>
std::vector<double> read_state(const TransportCore<Real>& core, Grid grid) {
    const ImageBatch<Real> image = one_image<Real>(grid);
    core.copy_state(std::vector<int>{0}, image);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), image);
    return {host.data(), host.data() + host.size()};
}

template <class Real>
std::vector<double> solve_transport(TransportScheme scheme, const TransportProblem& problem) {
    const auto core = make_core<Real>(scheme, {1, problem.grid.ny, problem.grid.nx}, problem.walls);
    load_state(*core, problem.grid, problem.initial);
    const double lag = problem.compensation == Compensation::on ? core->velocity_lag(problem.alpha) : 0.0;
    core->set_velocity(compensated_velocity(problem.velocity, problem.grid, problem.walls, lag), std::vector<int>{0});
    core->run(problem.steps, problem.alpha);
    return read_state(*core, problem.grid);
}

#define EBRU_INSTANTIATE_(Real)                                                                         \
    template std::unique_ptr<TransportCore<Real>> make_core(TransportScheme, const ImageShape&, Walls); \
    template void load_state(TransportCore<Real>&, Grid, const std::vector<double>&);                   \
    template std::vector<double> read_state(const TransportCore<Real>&, Grid);                          \
    template std::vector<double> solve_transport<Real>(TransportScheme, const TransportProblem&);
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
