#include "validation/schedule/delta_moments.hpp"

#include <cmath>
#include <numbers>

#include "solvers/advection_diffusion/advection_diffusion_process.hpp"
#include "solvers/advection_diffusion/transport_plan.hpp"
#include "solvers/velocity/analytic_velocity.hpp"

namespace ebru {

namespace {

constexpr double flow_angle = 0.6;  // radians: neither an axis nor a diagonal

struct Moments {
    long double mass = 0.0L;
    long double x = 0.0L;
    long double y = 0.0L;
    long double xx = 0.0L;
    long double yy = 0.0L;
};

/// Moments about the middle of the grid, so that the sums are as small as they can be.
template <class View>
Moments moments_of(const View& u, int cells) {
    Moments m;
    const int middle = cells / 2;
    for (int y = 0; y < cells; ++y) {
        for (int x = 0; x < cells; ++x) {
            const long double value = u(0, 0, y, x);
            m.mass += value;
            m.x += value * (x - middle);
            m.y += value * (y - middle);
            m.xx += value * (x - middle) * (x - middle);
            m.yy += value * (y - middle) * (y - middle);
        }
    }
    m.x /= m.mass;
    m.y /= m.mass;
    m.xx = m.xx / m.mass - m.x * m.x;
    m.yy = m.yy / m.mass - m.y * m.y;
    return m;
}

template <class Real>
AdvectionDiffusionProcess<Real> make_delta_process(const DeltaRun& run, const std::vector<IntervalPlan>& plan) {
    const ImageShape shape{1, run.cells, run.cells};
    AnalyticVelocityParameters uniform;
    uniform.grid = shape.grid();
    uniform.v_x = std::cos(flow_angle);
    uniform.v_y = std::sin(flow_angle);
    typename AdvectionDiffusionProcess<Real>::Parts parts;
    parts.shape = shape;
    parts.core = make_core<Real>(run.scheme, shape, {Walls::mirror, PopulationStart::gradient, run.hand_over});
    parts.plan = plan;
    parts.model = std::make_shared<AnalyticVelocity>(uniform);
    parts.velocity.grid = shape.grid();
    parts.peclet = run.cell_peclet * run.cells;
    return AdvectionDiffusionProcess<Real>(std::move(parts));
}

}  // namespace

template <class Real>
std::vector<LevelMoments> delta_moments(const DeltaRun& run, const LevelSchedule& schedule) {
    TransportRequest request;
    request.peclet = run.cell_peclet;
    request.peclet_length = PecletLength::cell;
    request.alpha_max = run.alpha_max;
    request.peak_ratio = 1.0;
    auto process = make_delta_process<Real>(run, plan_transport(schedule, run.cells, request));
    const auto n = static_cast<std::size_t>(run.cells);
    const ImageBatch<Real> image("delta", 1, 1, n, n);
    const auto host = Kokkos::create_mirror_view(image);
    host(0, 0, n / 2, n / 2) = Real(1);
    Kokkos::deep_copy(image, host);
    process.initialize(image, std::vector<SampleId>{0});
    std::vector<LevelMoments> result;
    for (int k = 1; k <= schedule.levels(); ++k) {
        process.advance_to(k);
        process.copy_state(std::vector<int>{0}, image);
        Kokkos::deep_copy(host, image);
        const Moments m = moments_of(host, run.cells);
        LevelMoments level;
        level.level = k;
        level.tau = tau_of(process.levels()[static_cast<std::size_t>(k)].alpha_lu);
        level.steps = (result.empty() ? 0 : result.back().steps) + process.levels()[static_cast<std::size_t>(k)].steps;
        level.asked_spread = schedule.fo(k) * run.cells * run.cells;
        level.spread_x = static_cast<double>(0.5L * m.xx);
        level.spread_y = static_cast<double>(0.5L * m.yy);
        level.asked_shift = run.cell_peclet * level.asked_spread;
        level.shift = static_cast<double>(m.x * std::cos(flow_angle) + m.y * std::sin(flow_angle));
        level.shift_across = static_cast<double>(m.y * std::cos(flow_angle) - m.x * std::sin(flow_angle));
        result.push_back(level);
    }
    return result;
}

template std::vector<LevelMoments> delta_moments<float>(const DeltaRun&, const LevelSchedule&);
template std::vector<LevelMoments> delta_moments<double>(const DeltaRun&, const LevelSchedule&);

}  // namespace ebru
