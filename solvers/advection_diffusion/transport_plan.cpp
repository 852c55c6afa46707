#include "solvers/advection_diffusion/transport_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace ebru {

namespace {

/// ceil(x) that does not take a round-off above an integer for one step more.
double steps_for(double x) { return std::ceil(x * (1.0 - 1e-12)); }

}  // namespace

double cell_peclet(const TransportRequest& request, int width) {
    return request.peclet_length == PecletLength::width ? request.peclet / width : request.peclet;
}

std::vector<IntervalPlan> plan_transport(const LevelSchedule& schedule, int width, const TransportRequest& request) {
    EBRU_EXPECT(width >= 1 && request.peclet >= 0.0 && request.alpha_max > 0.0 && request.speed_cap > 0.0);
    const double peclet = cell_peclet(request, width);
    std::vector<IntervalPlan> plan;
    for (int k = 1; k <= schedule.levels(); ++k) {
        const double spread = schedule.fo_increment(k) * width * width;
        const double diffusion_steps = steps_for(spread / request.alpha_max);
        const double advection_steps = steps_for(request.peak_ratio * peclet * spread / request.speed_cap);
        const double steps = std::max({1.0, diffusion_steps, advection_steps});
        if (steps > request.max_steps) {
            const double speed = request.peak_ratio * peclet * spread / request.max_steps;
            throw UserError(
                fmt::format("transport.Pe = {:g} needs {:.0f} steps in the interval of level {}", request.peclet, steps, k),
                fmt::format("with transport.max_steps = {} the speed would be |v| = {:.3g} cells per step, beyond "
                            "transport.speed_cap = {:g} where errors of order |v|^2 take over",
                            request.max_steps, speed, request.speed_cap),
                diffusion_steps > request.max_steps
                    ? fmt::format("raise max_steps to {:.0f}, or lower schedule.Fo_max or the resolution", steps)
                    : fmt::format("lower Pe to at most {:.4g}, raise max_steps to {:.0f}, or take more levels",
                                  request.peclet * request.max_steps / advection_steps, steps));
        }
        const double alpha = spread / steps;
        plan.push_back({static_cast<int>(steps), alpha, peclet * alpha});
    }
    return plan;
}

std::vector<IntervalPlan> plan_lattice(const LatticeRequest& request) {
    EBRU_EXPECT(request.levels >= 1 && request.steps >= 1 && request.alpha > 0.0);
    const double speed = request.peak_ratio * std::abs(request.velocity_scale);
    validate(speed <= request.speed_cap * (1.0 + 1e-12),
             fmt::format("lattice.velocity = {:g} gives |v| = {:.4g} cells per step", request.velocity_scale, speed),
             fmt::format("it is beyond transport.speed_cap = {:g}, where errors of order |v|^2 take over", request.speed_cap),
             fmt::format("use lattice.velocity <= {:.4g}, or raise the cap knowingly",
                         request.speed_cap / request.peak_ratio));
    return std::vector<IntervalPlan>(static_cast<std::size_t>(request.levels),
                                     {request.steps, request.alpha, request.velocity_scale});
}

LevelSchedule schedule_of(const std::vector<IntervalPlan>& plan, int width) {
    std::vector<double> fo{0.0};
    double spread = 0.0;
    for (const IntervalPlan& interval : plan) {
        spread += interval.alpha * interval.steps;
        fo.push_back(spread / (static_cast<double>(width) * width));
    }
    return LevelSchedule(std::move(fo));
}

}  // namespace ebru
