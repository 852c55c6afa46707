#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "io/vtk_series.hpp"

namespace ebru {

/// A further array of the points: `components` numbers a point.
struct VtkPointArray {
    std::string name;
    int components = 1;
    std::span<const double> values;  ///< (n, components)
};

/// Particles at one time.
template <class Real>
struct VtkPointCloud {
    std::span<const Real> position;               ///< (n, d)
    std::span<const Real> velocity;               ///< (n, d), or empty for none
    std::span<const Real> start;                  ///< (n, d): where each began, or empty for none
    std::span<const VtkPointArray> further = {};  ///< ParaView wants the same arrays at all times
};

/// A ParaView time series of particles: `<folder>/<name>/frame_000.vtp` … numbered in the order of writing (a run to
/// level K and back meets a level twice), and `<folder>/<name>.pvd`, whose time is t.
///
/// Poly data, one vertex a particle. A point is (x_0, x_1, x_2), 0 where d < 3; coordinates beyond the third are point
/// data "x3", "x4" … Point data: "id" (int64, the particle's number: point i of the cloud is particle i), "velocity"
/// (3 components, as the points; "v3" … beyond), "start" (3 components), further arrays by their names. Field data:
/// "t", "level", "TimeValue". Values keep their precision; arrays are compressed (zlib). Units are the deck's: length
/// of the data for positions, length per unit of t for velocities.
class VtkPointSeries {
  public:
    /// \param dimension d >= 1. \throws UserError when the folder cannot be made.
    VtkPointSeries(std::filesystem::path folder, std::string name, int dimension);

    /// Writes one time, completely or not at all. \throws UserError when the file cannot be written.
    template <class Real>
    void write_frame(const VtkMoment& moment, const VtkPointCloud<Real>& cloud);

    /// Writes the .pvd with all frames so far. \throws UserError
    void finish() const { series_.finish(); }

    [[nodiscard]] std::filesystem::path series_file() const { return series_.series_file(); }

  private:
    VtkSeries series_;
    int dimension_;
};

/// Paths of particles as they went.
template <class Real>
struct VtkPaths {
    int dimension = 0;                   ///< d >= 1
    std::span<const VtkMoment> moments;  ///< (T)
    std::span<const Real> position;      ///< (T, n, d), as a trajectory file holds them
    std::span<const Real> velocity;      ///< (T, n, d), or empty for none
};

/// Writes all paths into one poly data file (.vtp): a polyline a particle, with point data "t", "level", "velocity",
/// "x3" … as above, and cell data "id" and "start" (3 components). \throws UserError when it cannot be written.
template <class Real>
void write_vtk_paths(const std::filesystem::path& file, const VtkPaths<Real>& paths);

}  // namespace ebru
