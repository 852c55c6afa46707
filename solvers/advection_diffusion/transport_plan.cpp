#include "solvers/advection_diffusion/transport_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace ebru {

namespace {

/// ceil(x) that does not take a round-off above an integer for one step more.
double steps_for(double x) { return std::ceil(x * (1.0 - 1e-12)); }

/// Four digits, rounded down: advice that is accepted when it is taken at its word.
double rounded_down(double x) {
    const double unit = std::pow(10.0, std::floor(std::log10(x)) - 3.0);
    return std::floor(x / unit) * unit;
}

/// The refusal of interval k; its advice holds for all intervals.
[[noreturn]] void refuse_steps(const LevelSchedule& schedule, int width, const TransportRequest& request, int k,
                               double steps) {
    const double cells = static_cast<double>(width) * width;
    const double speed = request.peak_ratio * cell_peclet(request, width) * schedule.fo_increment(k) * cells / request.max_steps;
    double largest = 0.0;
    for (int level = 1; level <= schedule.levels(); ++level) {
        largest = std::max(largest, schedule.fo_increment(level) * cells);
    }
    const bool diffusion_fits = steps_for(largest / request.alpha_max) <= request.max_steps;
    const double largest_peclet =
        request.speed_cap * request.max_steps / (request.peak_ratio * largest) * (request.peclet_length == PecletLength::width ? width : 1);
    throw UserError(
        fmt::format("transport.Pe = {:g} needs {:.0f} steps in the interval of level {}", request.peclet, steps, k),
        fmt::format("with transport.max_steps = {} the speed would be |v| = {:.3g} cells per step, beyond "
                    "transport.speed_cap = {:g} where errors of order |v|^2 take over",
                    request.max_steps, speed, request.speed_cap),
        diffusion_fits ? fmt::format("lower Pe to at most {:.4g}, raise max_steps, or take more levels",
                                     rounded_down(largest_peclet))
                       : std::string("raise max_steps, take more levels, or lower schedule.Fo_max or the resolution"));
}

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
            refuse_steps(schedule, width, request, k, steps);
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
                         rounded_down(request.speed_cap / request.peak_ratio)));
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
