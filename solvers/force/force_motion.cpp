#include "solvers/force/force_motion.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace ebru {

namespace {

void check_positive(double value, const char* name, const char* why) {
    validate(std::isfinite(value) && value > 0.0, fmt::format("{} = {}", name, value), why, "give a number above 0");
}

}  // namespace

void check(const MotionParameters& parameters) {
    check_positive(parameters.time_step, "force.dt", "a motion goes forward in time");
    if (parameters.motion == ForceMotion::overdamped) {
        check_positive(parameters.mobility, "force.mobility",
                       "it is velocity over force, and the motion follows the force");
        return;
    }
    check_positive(parameters.mass, "force.mass", "it divides the force");
    validate(std::isfinite(parameters.friction) && parameters.friction >= 0.0,
             fmt::format("force.friction = {}", parameters.friction), "friction takes energy away", "give 0 or more");
}

double longest_time_step(const MotionParameters& parameters, double curvature) {
    EBRU_EXPECT(curvature > 0.0);
    return parameters.motion == ForceMotion::overdamped ? 2.0 / (parameters.mobility * curvature)
                                                        : 2.0 * std::sqrt(parameters.mass / curvature);
}

}  // namespace ebru
