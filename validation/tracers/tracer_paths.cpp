#include "validation/tracers/tracer_paths.hpp"

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <complex>
#include <map>
#include <random>

#include "validation/common/mode_series.hpp"

namespace ebru::tracer_study {

namespace {

/// One step of the classical Runge-Kutta method through `distance` cells of the unit field.
Point runge_kutta_step(const ModeSeries& field, Point at, double distance) {
    const auto moved = [&](const Point& slope, double share) {
        return field.velocity(at[0] + share * distance * slope[0], at[1] + share * distance * slope[1]);
    };
    const Point k1 = field.velocity(at[0], at[1]);
    const Point k2 = moved(k1, 0.5);
    const Point k3 = moved(k2, 0.5);
    const Point k4 = moved(k3, 1.0);
    for (std::size_t d = 0; d < 2; ++d) {
        at[d] += distance / 6.0 * (k1[d] + 2.0 * k2[d] + 2.0 * k3[d] + k4[d]);
    }
    return at;
}

/// Random fields reach about three times their rms.
int steps_of(const Stretch& stretch, double cells_per_step) {
    constexpr double peak = 3.0;
    return std::max(1, static_cast<int>(std::ceil(peak * stretch.distance / cells_per_step)));
}

Point carried(const ModeSeries& field, Point at, const Stretch& stretch, double cells_per_step) {
    const int steps = steps_of(stretch, cells_per_step);
    for (int s = 0; s < steps; ++s) {
        at = runge_kutta_step(field, at, stretch.distance / steps);
    }
    return at;
}

}  // namespace

Stretch TracerCase::limited(std::int64_t field, std::size_t k) const {
    Stretch stretch = stretches[k];
    if (!kept.empty()) {
        stretch.distance *= kept[static_cast<std::size_t>(field)][k];
    }
    return stretch;
}

double TracerCase::displacement_sum() const {
    double sum = 0.0;
    for (const Stretch& stretch : stretches) {
        sum += stretch.distance;
    }
    return sum;
}

std::vector<Stretch> stretches_of(const std::vector<IntervalPlan>& plan, Clock clock, double factor) {
    std::vector<Stretch> stretches;
    for (const IntervalPlan& interval : plan) {
        if (clock == Clock::level) {
            stretches.push_back(
                {static_cast<double>(stretches.size()), factor * interval.velocity_scale * interval.steps});
            continue;
        }
        for (int s = 0; s < interval.steps; ++s) {
            stretches.push_back({static_cast<double>(stretches.size()), factor * interval.velocity_scale});
        }
    }
    return stretches;
}

std::vector<Point> starts(const TurbulenceParameters& turbulence, std::int64_t field, int side) {
    std::mt19937_64 random(static_cast<std::uint64_t>(field) + 1);
    const auto uniform = [&] { return static_cast<double>(random() >> 11U) * 0x1.0p-53; };
    std::vector<Point> places;
    for (int j = 0; j < side; ++j) {
        for (int i = 0; i < side; ++i) {
            const double x = (i + uniform()) / side * turbulence.grid.nx;
            places.push_back({x, (j + uniform()) / side * turbulence.grid.ny});
        }
    }
    return places;
}

std::vector<std::vector<Point>> displacements(const TracerCase& subject, int fields, int side, double cells_per_step) {
    std::vector<std::vector<Point>> moved(static_cast<std::size_t>(fields));
    Kokkos::parallel_for("ebru::tracer_study::displacements",
                         Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace, Kokkos::Schedule<Kokkos::Dynamic>>(
                             0, fields, Kokkos::ChunkSize(1)),
                         [&](int field) {
                             ModeSeries series(subject.turbulence, field);
                             const std::vector<Point> begin = starts(subject.turbulence, field, side);
                             std::vector<Point> at = begin;
                             for (std::size_t k = 0; k < subject.stretches.size(); ++k) {
                                 const Stretch stretch = subject.limited(field, k);
                                 series.set_time(stretch.time);
                                 for (Point& place : at) {
                                     place = carried(series, place, stretch, cells_per_step);
                                 }
                             }
                             for (std::size_t i = 0; i < at.size(); ++i) {
                                 at[i] = {at[i][0] - begin[i][0], at[i][1] - begin[i][1]};
                             }
                             moved[static_cast<std::size_t>(field)] = at;
                         });
    return moved;
}

std::vector<Point> path_of(const TracerCase& subject, std::int64_t field, Point start, double cells_per_step) {
    ModeSeries series(subject.turbulence, field);
    std::vector<Point> path = {start};
    for (std::size_t k = 0; k < subject.stretches.size(); ++k) {
        const Stretch stretch = subject.limited(field, k);
        series.set_time(stretch.time);
        path.push_back(carried(series, path.back(), stretch, cells_per_step));
    }
    return path;
}

double predicted_displacement(const TracerCase& subject) {
    std::map<double, double> energy_of_omega;
    double total = 0.0;
    for (const SeriesMode& mode : series_modes(subject.turbulence, 0)) {
        const double a2 = mode.amplitude * mode.amplitude;
        energy_of_omega[mode.omega] += a2;
        total += a2;
    }
    double square = 0.0;
    for (const auto& [omega, energy] : energy_of_omega) {
        std::complex<double> sum = 0.0;
        for (const Stretch& stretch : subject.stretches) {
            sum += std::polar(stretch.distance, omega * stretch.time);
        }
        square += energy / total * std::norm(sum);
    }
    return std::sqrt(square);
}

}  // namespace ebru::tracer_study
