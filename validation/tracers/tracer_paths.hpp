#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "solvers/transport_core.hpp"
#include "solvers/turbulence/turbulence_parameters.hpp"

namespace ebru::tracer_study {

using Point = std::array<double, 2>;

/// A stretch of time in which the field does not change.
struct Stretch {
    double time = 0.0;      ///< of the field
    double distance = 0.0;  ///< V n, cells that the unit velocity carries
};

/// How an interval's steps see time.
enum class Clock {
    level,  ///< the field of interval k is that of t = k - 1
    step,   ///< every lattice step has its own field, t counts steps
};

/// What carries tracers through a schedule.
struct TracerCase {
    std::string name;
    double peclet = 0.0;
    TurbulenceParameters turbulence;
    std::vector<Stretch> stretches;
    double coherent_bound = 0.0;  ///< Pe sigma^2/(2 L), cells
    /// (F, stretches): what the limiter leaves of V; empty: all of it.
    std::vector<std::vector<double>> kept;

    /// Stretch k as field `field` has it, after the limiter.
    [[nodiscard]] Stretch limited(std::int64_t field, std::size_t k) const;
    /// Before the limiter.
    [[nodiscard]] double displacement_sum() const;
};

std::vector<Stretch> stretches_of(const std::vector<IntervalPlan>& plan, Clock clock, double factor);

/// Displacements (F, T) of tracers on a jittered square of `side` x `side` places in each of `fields` fields.
std::vector<std::vector<Point>> displacements(const TracerCase& subject, int fields, int side, double cells_per_step);

/// The way of one tracer: its place after every stretch.
std::vector<Point> path_of(const TracerCase& subject, std::int64_t field, Point start, double cells_per_step);

/// Places where tracers start.
std::vector<Point> starts(const TurbulenceParameters& turbulence, std::int64_t field, int side);

/// Rms displacement over the ensemble when tracers stay where they are: exact for Pe to 0.
double predicted_displacement(const TracerCase& subject);

}  // namespace ebru::tracer_study
