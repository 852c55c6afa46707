#include "validation/similarity/dimensionless_run.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "solvers/advection_diffusion/advection_diffusion_process.hpp"
#include "solvers/advection_diffusion/transport_plan.hpp"
#include "solvers/turbulence/random_fourier_velocity.hpp"

namespace ebru {

namespace {

constexpr double pi = std::numbers::pi;

double initial_value(double x, double y) {
    return 0.5 + 0.2 * std::cos(pi * x) * std::cos(2.0 * pi * y) + 0.15 * std::cos(3.0 * pi * x) +
           0.1 * std::cos(2.0 * pi * x) * std::cos(pi * y) + 0.1 * std::cos(2.0 * pi * y);
}

std::shared_ptr<VelocityModel> make_velocity(const DimensionlessProblem& problem, int cells) {
    TurbulenceParameters turbulence;
    turbulence.grid = {cells, cells};
    turbulence.kind = TurbulenceKind::walls;
    turbulence.m_max = problem.band;
    turbulence.seed = static_cast<std::uint64_t>(problem.seed);
    return std::make_shared<RandomFourierVelocity>(turbulence);
}

template <class Real>
std::vector<double> values_of(const AdvectionDiffusionProcess<Real>& process, const ImageBatch<Real>& image) {
    process.copy_state(std::vector<int>{0}, image);
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), image);
    return {host.data(), host.data() + host.size()};
}

}  // namespace

double DimensionlessProblem::fo(int level) const {
    return level / (6.0 * base_cells * base_cells);
}

template <class Real>
DimensionlessRun solve(const DimensionlessProblem& problem, LatticeScheme scheme, double alpha_max, int cells) {
    std::vector<double> fo;
    for (int k = 0; k <= problem.levels; ++k) {
        fo.push_back(problem.fo(k));
    }
    TransportRequest request;
    request.peclet = problem.peclet;
    request.alpha_max = alpha_max;
    request.speed_cap = problem.speed_cap;
    request.peak_ratio = 3.0;
    const ImageShape shape{1, cells, cells};
    typename AdvectionDiffusionProcess<Real>::Parts parts;
    parts.shape = shape;
    parts.core = make_core<Real>(scheme, shape, {Walls::mirror});
    parts.plan = plan_transport(LevelSchedule(fo), cells, request);
    parts.model = make_velocity(problem, cells);
    parts.velocity.grid = shape.grid();
    parts.velocity.speed_cap = problem.speed_cap;
    parts.peclet = problem.peclet;
    AdvectionDiffusionProcess<Real> process(std::move(parts));
    const auto n = static_cast<std::size_t>(cells);
    const ImageBatch<Real> image("similarity image", 1, 1, n, n);
    const auto host = Kokkos::create_mirror_view(image);
    for (int i = 0; i < cells * cells; ++i) {
        host.data()[i] = static_cast<Real>(initial_value((i % cells + 0.5) / cells, (i / cells + 0.5) / cells));
    }
    Kokkos::deep_copy(image, host);
    process.initialize(image, std::vector<SampleId>{0});
    DimensionlessRun run;
    run.states.push_back(values_of(process, image));
    run.smallest_alpha = alpha_max;
    for (int k = 1; k <= problem.levels; ++k) {
        process.advance_to(k);
        run.states.push_back(values_of(process, image));
        const LevelRecord& record = process.levels()[static_cast<std::size_t>(k)];
        run.steps += record.steps;
        run.largest_alpha = std::max(run.largest_alpha, record.alpha_lu);
        run.smallest_alpha = std::min(run.smallest_alpha, record.alpha_lu);
    }
    run.effective_peclet = process.reports().front().effective_peclet;
    return run;
}

std::vector<double> restricted(const std::vector<double>& u, int fine, int cells) {
    EBRU_EXPECT(fine % (2 * cells) == 0);
    constexpr std::array<double, 6> weight = {3.0 / 256, -25.0 / 256, 150.0 / 256, 150.0 / 256, -25.0 / 256, 3.0 / 256};
    const auto inside = [fine](int i) { return i < 0 ? -1 - i : i >= fine ? 2 * fine - 1 - i : i; };
    const int ratio = fine / cells;
    std::vector<double> out;
    for (int y = 0; y < cells; ++y) {
        for (int x = 0; x < cells; ++x) {
            double value = 0.0;
            for (int b = 0; b < 6; ++b) {
                const int row = inside(ratio * y + ratio / 2 - 3 + b);
                for (int a = 0; a < 6; ++a) {
                    const int column = inside(ratio * x + ratio / 2 - 3 + a);
                    value += weight[b] * weight[a] * u[static_cast<std::size_t>(row) * fine + column];
                }
            }
            out.push_back(value);
        }
    }
    return out;
}

template DimensionlessRun solve<float>(const DimensionlessProblem&, LatticeScheme, double, int);
template DimensionlessRun solve<double>(const DimensionlessProblem&, LatticeScheme, double, int);

}  // namespace ebru
