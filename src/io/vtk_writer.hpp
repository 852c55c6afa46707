#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "field/image_batch.hpp"
#include "io/vtk_series.hpp"
#include "schedule/level_schedule.hpp"

namespace ebru {

/// A further cell array of a level: a value for every channel and cell.
struct VtkField {
    std::string name;
    std::vector<double> values;  ///< (C, Y, X); written with C components a cell
};

/// A ParaView time series of one image's chain: `<folder>/<name>/level_000.vti` … and `<folder>/<name>.pvd`, whose time
/// is the Fourier number.
///
/// Image data of X x Y cells, spacing 1 pixel, origin 0. ParaView's y points up, an image's down: rows are written
/// bottom first so that the picture stands upright, and v_y changes its sign accordingly. Cell data: "u" for one
/// channel; "red", "green", "blue" and "rgb" (3 components) for three; else "u0", "u1" …; "velocity" (v_x, v_y, 0),
/// cells per step. Field data: "level", "Fo", "sigma_px" and "TimeValue". Values keep their precision; arrays are
/// compressed (zlib).
class VtkSeriesWriter {
  public:
    /// Makes the series' folder. \throws UserError when it cannot.
    VtkSeriesWriter(std::filesystem::path folder, std::string name, ImageShape shape);

    /// Writes one level, completely or not at all.
    /// \param state (C, Y, X); \param velocity (2, Y, X), or empty for none; \param fields further arrays. ParaView
    /// wants the same arrays at all times: give level 0 the velocity of interval 1.
    /// \throws UserError when the file cannot be written.
    template <class Real>
    void write_level(const LevelRecord& level, std::span<const Real> state, std::span<const double> velocity,
                     std::span<const VtkField> fields = {});

    /// Writes the .pvd with all levels so far, in the order they were written. \throws UserError
    void finish() const { series_.finish(); }

    [[nodiscard]] std::filesystem::path series_file() const { return series_.series_file(); }

  private:
    VtkSeries series_;
    ImageShape shape_;
};

}  // namespace ebru
