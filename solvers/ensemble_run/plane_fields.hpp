#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/vtk_grid.hpp"
#include "solvers/density/plane_grid.hpp"
#include "solvers/ensemble_run/experiment.hpp"
#include "solvers/force/density_at.hpp"

namespace ebru {

/// The window of a picture: the deck's, else what holds means and `spreads` standard deviations of all given laws or
/// points, with as much room on every side in all directions. One direction: y from 0 to 1.
PlaneGrid picture_grid(const EnsemblePictures& pictures, std::span<const GaussianMixture> laws);
PlaneGrid picture_grid(const EnsemblePictures& pictures, std::span<const double> points, int dimension);

/// The cells' centres as ParaView's points.
VtkGrid vtk_grid(const PlaneGrid& grid);

/// Density, velocity and flux J = rho v on a grid in the plane, for ParaView and as rows of a table (t, level, x, y,
/// density, velocity_x, velocity_y).
class PlaneFields {
  public:
    PlaneFields(ExperimentRun& run, std::string name, const PlaneGrid& grid);

    [[nodiscard]] const PlaneGrid& grid() const { return grid_; }

    /// \param velocity (ny nx, 2)
    void add(const VtkMoment& moment, std::span<const double> density, std::span<const double> velocity);

    /// Writes the series' list and gives the table to the findings.
    void finish();

  private:
    ExperimentRun& run_;
    PlaneGrid grid_;
    std::optional<VtkGridSeries> series_;
    ResultTable table_;
};

}  // namespace ebru
