#pragma once

#include <cstddef>

#include "fft/fftw_backend.hpp"
#include "fft/trig_kind.hpp"
#include "grid/grid.hpp"

namespace ebru {

/// Two-dimensional real transform of images (Y, X): the product of one TrigKind per axis, unnormalised (formulas there;
/// sine index a sits at position a - 1). A pair of inverse kinds on both axes returns the image times 4 N_x N_y.
///
/// One image is planned and executed per image: the bits do not depend on batch, thread or pointer.
template <class Real>
class TrigPlan {
  public:
    /// \param grid image of ny x nx cells, both at least 1.
    TrigPlan(Grid grid, TrigKind kind_y, TrigKind kind_x);

    [[nodiscard]] Grid grid() const { return grid_; }

    /// One image, out of place. Thread-safe. \param in kept. \param out must not overlap it.
    void execute(const Real* in, Real* out) const;

    /// `count` images (count, Y, X), in parallel on the host.
    void execute(std::size_t count, const Real* in, Real* out) const;

  private:
    Grid grid_;
    fftw::Plan<Real> plan_;
};

/// The axis that a line of cells runs along.
enum class Axis { y, x };

/// One-dimensional transforms, in place, of lines of an image (Y, X): for fields whose spectrum is narrow, whole passes
/// of a two-dimensional transform would only carry zeros.
template <class Real>
class TrigLinePlan {
  public:
    /// \param lines the first `lines` rows (axis x) or columns (axis y) are transformed, 1 <= lines.
    TrigLinePlan(Grid grid, Axis axis, TrigKind kind, int lines);

    /// Transforms the lines of one image. Thread-safe.
    void execute(Real* image) const;

  private:
    fftw::Plan<Real> plan_;
};

}  // namespace ebru
