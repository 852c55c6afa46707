#include "solvers/advection_diffusion/transport_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.hpp"
#include "base/planted_fault.hpp"

namespace ebru {

namespace {

/// ceil(x) that does not take a round-off above an integer for one step more.
double steps_for(double x) {
    return std::ceil(x * (1.0 - 1e-12));
}

/// Four digits, rounded down: advice that is accepted when it is taken at its word.
double rounded_down(double x) {
    const double unit = std::pow(10.0, std::floor(std::log10(x)) - 3.0);
    return std::floor(x / unit) * unit;
}

/// Steps that an interval of `spread` = alpha n needs for each of the two limits.
struct StepDemand {
    double diffusion;
    double advection;

    [[nodiscard]] double steps() const { return std::max({1.0, diffusion, advection}); }
};

StepDemand step_demand(double spread, int width, const TransportRequest& request) {
    return {steps_for(spread / request.alpha_max),
            steps_for(request.peak_ratio * cell_peclet(request, width) * spread / request.speed_cap)};
}

/// Largest |v| when max_steps steps carry an interval.
double step_speed(double spread, int width, const TransportRequest& request) {
    return request.peak_ratio * cell_peclet(request, width) * spread / request.max_steps;
}

/// Refuses a schedule whose longest interval, of level k, needs more than max_steps. The advice holds for all
/// intervals.
[[noreturn]] void refuse_steps(int k, double spread, int width, const TransportRequest& request) {
    const StepDemand demand = step_demand(spread, width, request);
    const std::string raise = fmt::format("raise transport.max_steps to {:.0f}", demand.steps());
    if (demand.diffusion > request.max_steps) {
        throw UserError(
            fmt::format("transport.max_steps = {} is too few for the {:.0f} steps of level {}", request.max_steps,
                        demand.steps(), k),
            fmt::format("a step diffuses by at most transport.alpha_max = {:.4g} cells^2 and this interval by {:.4g}",
                        request.alpha_max, spread),
            raise + ", take more levels, or lower schedule.Fo_max or the resolution");
    }
    const double per_unit_peclet = step_speed(spread, width, request) / request.peclet;
    throw UserError(fmt::format("transport.Pe = {:g} needs {:.0f} steps in the interval of level {}", request.peclet,
                                demand.steps(), k),
                    fmt::format("with transport.max_steps = {} the speed would be |v| = {:.3g} cells per step, beyond "
                                "transport.speed_cap = {:g} where errors of order |v|^2 take over",
                                request.max_steps, step_speed(spread, width, request), request.speed_cap),
                    fmt::format("lower transport.Pe to at most {:.4g}, {}, or take more levels",
                                rounded_down(request.speed_cap / per_unit_peclet), raise));
}

}  // namespace

double cell_peclet(const TransportRequest& request, int width) {
    return request.peclet_length == PecletLength::width ? request.peclet / width : request.peclet;
}

std::vector<IntervalPlan> plan_transport(const LevelSchedule& schedule, int width, const TransportRequest& request) {
    EBRU_EXPECT(width >= 1 && request.peclet >= 0.0 && request.alpha_max > 0.0 && request.speed_cap > 0.0);
    int longest = 1;
    for (int k = 2; k <= schedule.levels(); ++k) {
        longest = schedule.fo_increment(k) > schedule.fo_increment(longest) ? k : longest;
    }
    const auto spread_of = [&](int k) { return schedule.fo_increment(k) * width * width; };
    if (step_demand(spread_of(longest), width, request).steps() > request.max_steps) {
        refuse_steps(longest, spread_of(longest), width, request);
    }
    const double peclet = cell_peclet(request, width);
    std::vector<IntervalPlan> plan;
    for (int k = 1; k <= schedule.levels(); ++k) {
        const double steps = step_demand(spread_of(k), width, request).steps();
        const double alpha = planted(Fault::fo_not_met) ? request.alpha_max : spread_of(k) / steps;
        plan.push_back({static_cast<int>(steps), alpha, peclet * alpha});
    }
    return plan;
}

std::vector<IntervalPlan> plan_lattice(const LatticeRequest& request) {
    EBRU_EXPECT(request.levels >= 1 && request.steps >= 1 && request.alpha > 0.0);
    const double speed = request.peak_ratio * std::abs(request.velocity_scale);
    validate(speed <= request.speed_cap * (1.0 + 1e-12),
             fmt::format("lattice.velocity = {:g} gives |v| = {:.4g} cells per step", request.velocity_scale, speed),
             fmt::format("it is beyond transport.speed_cap = {:g}, where errors of order |v|^2 take over",
                         request.speed_cap),
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
