#include "solvers/spde/spde_plan.hpp"

#include <cmath>
#include <string>

#include "base/error.hpp"
#include "base/planted_fault.hpp"

namespace ebru {

namespace {

/// Share of the stability bound that automatic sub-steps use.
constexpr double used_share = 0.9;

/// Steps that a length takes; a length that is a multiple of the step but for round-off takes that multiple.
int count_steps(double length, double step) {
    return std::max(1, static_cast<int>(std::ceil(length / step - 1e-9)));
}

void check_times(const SpdeEquation& equation, const std::vector<double>& times) {
    EBRU_EXPECT(times.size() >= 2 && times.front() == 0.0);
    for (std::size_t k = 1; k < times.size(); ++k) {
        validate(times[k] > times[k - 1] && times[k] <= equation.horizon,
                 "spde.level_times has " + std::to_string(times[k]) + " after " + std::to_string(times[k - 1]),
                 "levels follow one another in time, up to T = " + std::to_string(equation.horizon),
                 "list increasing times in (0, T]");
    }
}

/// Equal explicit sub-steps of a step that ends where alpha_1 is `alpha`.
int count_substeps(const SpdePlanRequest& request, double alpha, double t, double dt) {
    if (request.scheme != SpdeScheme::euler_maruyama) {
        return 1;
    }
    const double share = 4.0 * alpha * dt;
    if (request.on_unstable == UnstableStep::substep) {
        return std::max(1, static_cast<int>(std::ceil(share / used_share - 1e-9)));
    }
    validate(share <= 1.0, "spde.dt = " + std::to_string(request.dt),
             "at t = " + std::to_string(t) +
                 " the explicit step is stable up to 1/(4 alpha_1) = " + std::to_string(1.0 / (4.0 * alpha)),
             "give at most that, or spde.on_unstable = \"substep\", or spde.scheme = \"semi-implicit\"");
    return 1;
}

}  // namespace

std::vector<SpdeInterval> plan_spde(const SpdeEquation& equation, const SpdePlanRequest& request) {
    EBRU_EXPECT(request.dt > 0.0);
    check_times(equation, request.times);
    std::vector<SpdeInterval> plan;
    std::int64_t number = 0;
    for (std::size_t k = 1; k < request.times.size(); ++k) {
        const double start = request.times[k - 1];
        const double length = request.times[k] - start;
        const int steps = count_steps(length, request.dt);
        const double dt = length / steps;
        SpdeInterval interval;
        const double late = planted(Fault::spde_coefficients_late) ? length : 0.0;
        for (int n = 0; n < steps; ++n) {
            const double t = start + n * dt;
            const double end = n + 1 == steps ? request.times[k] : start + (n + 1) * dt;
            const int substeps = count_substeps(request, equation.drift_intensity.at(end), t, dt);
            for (int m = 0; m < substeps; ++m) {
                interval.push_back({late + t + m * (dt / substeps), dt / substeps, number++});
            }
        }
        plan.push_back(std::move(interval));
    }
    return plan;
}

std::vector<double> equal_times(double horizon, int levels) {
    EBRU_EXPECT(levels >= 1 && horizon > 0.0);
    std::vector<double> times;
    for (int k = 0; k <= levels; ++k) {
        times.push_back(k == levels ? horizon : horizon * k / levels);
    }
    return times;
}

std::vector<double> times_of_blur(const IntensitySchedule& drift, const LevelSchedule& schedule, int width) {
    const double horizon = drift.parameters().horizon;
    const double area = static_cast<double>(width) * width;
    const double reached = drift.integral(0.0, horizon) / area;
    constexpr double rounding = 1e-12;
    validate(schedule.fo(schedule.levels()) <= reached * (1.0 + rounding),
             "schedule.Fo_max = " + std::to_string(schedule.fo(schedule.levels())),
             "by t = T the drift blurs to Fo = " + std::to_string(reached),
             "give at most that, a larger drift.alpha_max or a longer spde.T");
    std::vector<double> times{0.0};
    for (int k = 1; k <= schedule.levels(); ++k) {
        double low = times.back();
        double high = horizon;
        while (true) {  // the integral grows with t; halve until no number lies between
            const double middle = 0.5 * (low + high);
            if (middle <= low || middle >= high) {
                break;
            }
            (drift.integral(0.0, middle) < schedule.fo(k) * area ? low : high) = middle;
        }
        times.push_back(high);
    }
    return times;
}

std::vector<LevelRecord> spde_levels(const SpdeEquation& equation, const SpdePlanRequest& request,
                                     const std::vector<SpdeInterval>& plan, int width) {
    std::vector<LevelRecord> levels;
    for (std::size_t k = 0; k <= plan.size(); ++k) {
        const double t = request.times[k];
        const double half_variance = equation.drift_intensity.integral(0.0, t);
        LevelRecord record{.level = static_cast<int>(k),
                           .fo = half_variance / (static_cast<double>(width) * width),
                           .sigma_px = std::sqrt(2.0 * half_variance),
                           .time = t};
        if (k > 0) {
            const SpdeInterval& interval = plan[k - 1];
            record.steps = static_cast<int>(interval.size());
            record.alpha_lu = equation.drift_intensity.integral(request.times[k - 1], t) / record.steps;
        }
        levels.push_back(record);
    }
    return levels;
}

}  // namespace ebru
