#include "solvers/ensemble_run/plane_fields.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ebru {

namespace {

/// Standard deviations about a component's mean that a picture shows.
constexpr double spreads = 3.5;

struct Bounds {
    std::array<double, 2> lower{INFINITY, INFINITY};
    std::array<double, 2> upper{-INFINITY, -INFINITY};

    void hold(std::size_t axis, double low, double high) {
        lower[axis] = std::min(lower[axis], low);
        upper[axis] = std::max(upper[axis], high);
    }
};

PlaneGrid grid_of(const EnsemblePictures& pictures, Bounds bounds, int dimension) {
    if (!pictures.window.empty()) {
        for (std::size_t axis = 0; 2 * axis < pictures.window.size(); ++axis) {
            bounds.lower[axis] = pictures.window[2 * axis];
            bounds.upper[axis] = pictures.window[2 * axis + 1];
        }
    }
    PlaneGrid grid;
    grid.nx = pictures.grid;
    grid.ny = dimension == 1 ? 1 : pictures.grid;
    grid.lower = bounds.lower;
    grid.upper = bounds.upper;
    if (dimension == 1) {
        grid.lower[1] = 0.0;
        grid.upper[1] = 1.0;
    }
    return grid;
}

}  // namespace

PlaneGrid picture_grid(const EnsemblePictures& pictures, std::span<const GaussianMixture> laws) {
    Bounds bounds;
    const auto shown = static_cast<std::size_t>(std::min(laws.front().dimension(), 2));
    for (const GaussianMixture& law : laws) {
        const auto d = static_cast<std::size_t>(law.dimension());
        for (const MixtureComponent& component : law.components()) {
            const std::vector<double> matrix = component.covariance.matrix();
            for (std::size_t axis = 0; axis < shown; ++axis) {
                const double room = spreads * std::sqrt(matrix[axis * d + axis]);
                bounds.hold(axis, component.mean[axis] - room, component.mean[axis] + room);
            }
        }
    }
    return grid_of(pictures, bounds, laws.front().dimension());
}

PlaneGrid picture_grid(const EnsemblePictures& pictures, std::span<const double> points, int dimension) {
    Bounds bounds;
    const auto d = static_cast<std::size_t>(dimension);
    for (std::size_t i = 0; i < points.size(); i += d) {
        for (std::size_t axis = 0; axis < std::min<std::size_t>(d, 2); ++axis) {
            bounds.hold(axis, points[i + axis], points[i + axis]);
        }
    }
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const double room = 0.05 * (bounds.upper[axis] - bounds.lower[axis]) + 1e-6;
        bounds.hold(axis, bounds.lower[axis] - room, bounds.upper[axis] + room);
    }
    return grid_of(pictures, bounds, dimension);
}

VtkGrid vtk_grid(const PlaneGrid& grid) {
    const std::array<double, 2> first = grid.centre(0, 0);
    const std::array<double, 2> spacing = grid.spacing();
    return {grid.nx, grid.ny, first[0], first[1], spacing[0], spacing[1]};
}

PlaneFields::PlaneFields(ExperimentRun& run, std::string name, const PlaneGrid& grid)
    : run_(run), grid_(grid), table_(name, {"t", "level", "x", "y", "density", "velocity_x", "velocity_y"}) {
    if (run.settings.pictures.vtk == Switch::on) {
        series_.emplace(run.folder, std::move(name), vtk_grid(grid));
    }
}

void PlaneFields::add(const VtkMoment& moment, std::span<const double> density, std::span<const double> velocity) {
    std::vector<double> flux(velocity.begin(), velocity.end());
    for (std::size_t i = 0; i < density.size(); ++i) {
        flux[2 * i] *= density[i];
        flux[2 * i + 1] *= density[i];
    }
    const std::vector<double> centres = grid_.centres();
    for (std::size_t i = 0; i < density.size(); ++i) {
        table_.add({moment.t, static_cast<double>(moment.level), centres[2 * i], centres[2 * i + 1], density[i],
                    velocity[2 * i], velocity[2 * i + 1]});
    }
    if (series_) {
        const std::array<VtkGridArray, 3> arrays{
            {{"density", 1, density}, {"velocity", 2, velocity}, {"flux", 2, flux}}};
        series_->write_frame(moment, arrays);
    }
}

void PlaneFields::finish() {
    if (series_) {
        series_->finish();
        run_.files.emplace_back("fields for ParaView", series_->series_file());
    }
    run_.findings.table(std::move(table_));
}

}  // namespace ebru
