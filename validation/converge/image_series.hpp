#pragma once

#include <complex>
#include <span>
#include <vector>

#include "grid/grid.hpp"

namespace ebru {

/// The basis that makes a continuum image of cell values; the box has width 1 and height N_y/N_x.
enum class SeriesKind {
    cosine,   ///< no flux through the walls: u = sum c cos(pi a x) cos(pi b y N_x/N_y)
    fourier,  ///< periodic: u = sum c exp(2 pi i (m x + n y N_x/N_y)), Nyquist modes halved between +-N/2
};

/// What diffusion and a uniform velocity do to a series, exactly: mode k decays by exp(-k^2 spread) and, for Fourier
/// series, turns by exp(-i k.shift). In widths of the image.
struct SeriesChange {
    double spread = 0.0;  ///< alpha t / width^2 = Fo
    double shift_x = 0.0;
    double shift_y = 0.0;
};

/// The trigonometric interpolant of an image through its cell centres: one fixed continuum image, that can be evaluated
/// at the cell centres of any grid of the same box, finer or coarser, exactly (modes that a coarser grid cannot hold
/// are folded onto those that look alike there, not dropped). Cost O(N log N).
class ImageSeries {
  public:
    /// \param values (Y, X) at the centres of `grid`.
    ImageSeries(SeriesKind kind, Grid grid, std::span<const double> values);

    /// Values (Y, X) at the centres of another grid of the same box, after a change. \param change without shift for
    /// cosine series (a contract).
    [[nodiscard]] std::vector<double> at_centres(Grid grid, const SeriesChange& change = {}) const;

    /// Root mean square of the part that a coarser grid has no modes for.
    [[nodiscard]] double beyond(Grid grid) const;

  private:
    SeriesKind kind_;
    Grid grid_;
    std::vector<std::complex<double>> modes_;  ///< (Y, X): orthonormal DCT-II, or the whole discrete spectrum
};

}  // namespace ebru
