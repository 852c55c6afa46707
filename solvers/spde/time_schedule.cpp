#include "solvers/spde/time_schedule.hpp"

#include <cmath>
#include <string>

#include "base/error.hpp"

namespace ebru {

namespace {

/// Integral of y^n over y in [from, to] with y = t/T, times T.
double power_integral(double n, double from, double to, double horizon) {
    return horizon / (n + 1.0) * (std::pow(to / horizon, n + 1.0) - std::pow(from / horizon, n + 1.0));
}

/// Integral of (a r^(t/T)) over [from, to].
double geometric_integral(double a, double ratio, double from, double to, double horizon) {
    const double rate = std::log(ratio) / horizon;
    // expm1 keeps the digits of short intervals, and a ratio of 1 is the constant.
    return rate == 0.0 ? a * (to - from) : a * std::exp(rate * from) * std::expm1(rate * (to - from)) / rate;
}

}  // namespace

IntensitySchedule::IntensitySchedule(const Parameters& parameters, const char* name) : parameters_(parameters) {
    EBRU_EXPECT(parameters.horizon > 0.0 && parameters.power > 0.0);
    const std::string table(name);
    validate(parameters.alpha_max >= 0.0 && std::isfinite(parameters.alpha_max),
             table + ".alpha_max = " + std::to_string(parameters.alpha_max), "an intensity is a size",
             "give a number of at least 0");
    if (parameters.kind == IntensityKind::constant) {
        return;
    }
    validate(parameters.kind != IntensityKind::geometric || parameters.alpha_min > 0.0,
             table + ".alpha_min = " + std::to_string(parameters.alpha_min),
             "a geometric schedule multiplies, and nothing grows from 0",
             "give a positive number, or " + table + ".alpha_kind = \"polynomial\" or \"constant\"");
    validate(parameters.alpha_min >= 0.0 && parameters.alpha_min <= parameters.alpha_max,
             table + ".alpha_min = " + std::to_string(parameters.alpha_min),
             "the schedule would not rise from t = 0 to T: alpha_max = " + std::to_string(parameters.alpha_max),
             "give 0 <= alpha_min <= alpha_max");
}

double IntensitySchedule::at(double t) const {
    const double y = t / parameters_.horizon;
    switch (parameters_.kind) {
        case IntensityKind::constant:
            return parameters_.alpha_max;
        case IntensityKind::geometric:
            return parameters_.alpha_min * std::pow(parameters_.alpha_max / parameters_.alpha_min, y);
        case IntensityKind::polynomial:
            return parameters_.alpha_min +
                   (parameters_.alpha_max - parameters_.alpha_min) * std::pow(y, parameters_.power);
    }
    EBRU_ASSERT(!"an intensity kind without a formula");
    return 0.0;
}

double IntensitySchedule::integral(double from, double to) const {
    const Parameters& p = parameters_;
    switch (p.kind) {
        case IntensityKind::constant:
            return p.alpha_max * (to - from);
        case IntensityKind::geometric:
            return geometric_integral(p.alpha_min, p.alpha_max / p.alpha_min, from, to, p.horizon);
        case IntensityKind::polynomial:
            return p.alpha_min * (to - from) +
                   (p.alpha_max - p.alpha_min) * power_integral(p.power, from, to, p.horizon);
    }
    EBRU_ASSERT(!"an intensity kind without a formula");
    return 0.0;
}

double IntensitySchedule::square_integral(double from, double to) const {
    const Parameters& p = parameters_;
    const double rise = p.alpha_max - p.alpha_min;
    switch (p.kind) {
        case IntensityKind::constant:
            return p.alpha_max * p.alpha_max * (to - from);
        case IntensityKind::geometric: {
            const double ratio = p.alpha_max / p.alpha_min;
            return geometric_integral(p.alpha_min * p.alpha_min, ratio * ratio, from, to, p.horizon);
        }
        case IntensityKind::polynomial:
            return p.alpha_min * p.alpha_min * (to - from) +
                   2.0 * p.alpha_min * rise * power_integral(p.power, from, to, p.horizon) +
                   rise * rise * power_integral(2.0 * p.power, from, to, p.horizon);
    }
    EBRU_ASSERT(!"an intensity kind without a formula");
    return 0.0;
}

ContrastSchedule::ContrastSchedule(const Parameters& parameters, const char* name) : parameters_(parameters) {
    EBRU_EXPECT(parameters.horizon > 0.0);
    if (parameters.kind == ContrastKind::infinite) {
        return;
    }
    const std::string table(name);
    validate(parameters.lambda_min > 0.0 && std::isfinite(parameters.lambda_min),
             table + ".lambda_min = " + std::to_string(parameters.lambda_min),
             "gradients are measured in units of lambda",
             "give a positive number, or " + table + ".lambda_kind = \"infinite\"");
    validate(parameters.kind != ContrastKind::opening || (parameters.rate > 0.0 && std::isfinite(parameters.rate)),
             table + ".lambda_rate = " + std::to_string(parameters.rate), "lambda would not rise from t = 0 to T",
             "give a positive number");
}

double ContrastSchedule::inverse_at(double t) const {
    const Parameters& p = parameters_;
    switch (p.kind) {
        case ContrastKind::infinite:
            return 0.0;
        case ContrastKind::constant:
            return 1.0 / p.lambda_min;
        case ContrastKind::opening: {
            // A sum of steps may end a rounding beyond T, where the law would turn negative.
            const double left = t < p.horizon ? p.horizon - t : 0.0;
            return std::expm1(p.rate * left) / (std::expm1(p.rate * p.horizon) * p.lambda_min);
        }
    }
    EBRU_ASSERT(!"a contrast kind without a formula");
    return 0.0;
}

}  // namespace ebru
