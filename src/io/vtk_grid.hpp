#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "io/vtk_series.hpp"

namespace ebru {

/// The points of a uniform grid in the plane: point (j, i) is (x0 + i dx, y0 + j dy), y up, row 0 the lowest.
struct VtkGrid {
    int nx = 0;  ///< points along x, >= 1
    int ny = 0;
    double x0 = 0.0;
    double y0 = 0.0;
    double dx = 1.0;  ///< > 0
    double dy = 1.0;

    [[nodiscard]] std::size_t points() const { return static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny); }
};

/// Numbers at the points of a grid.
struct VtkGridArray {
    std::string name;
    int components = 1;              ///< 1: scalar; 2: a vector (x, y), written as (x, y, 0)
    std::span<const double> values;  ///< (ny, nx, components): a point's components side by side
};

/// A ParaView time series of fields in the plane: `<folder>/<name>/frame_000.vti` … numbered in the order of writing,
/// and `<folder>/<name>.pvd`, whose time is t.
///
/// Image data of nx x ny points with the grid's origin and spacing. Point data: the arrays by their names, in double:
/// "density" (rho, per area), "log_density", "velocity" (length per unit of t), "flux" (J = rho v), "score" (grad log
/// rho, per length), "force" as the caller has them. The first scalar and the first vector are the active ones. Field
/// data: "t", "level", "TimeValue".
class VtkGridSeries {
  public:
    /// \throws UserError when the folder cannot be made.
    VtkGridSeries(std::filesystem::path folder, std::string name, VtkGrid grid);

    /// Writes one time, completely or not at all; give the same arrays at all times.
    /// \throws UserError when the file cannot be written.
    void write_frame(const VtkMoment& moment, std::span<const VtkGridArray> arrays);

    /// Writes the .pvd with all frames so far. \throws UserError
    void finish() const { series_.finish(); }

    [[nodiscard]] std::filesystem::path series_file() const { return series_.series_file(); }

  private:
    VtkSeries series_;
    VtkGrid grid_;
};

}  // namespace ebru
