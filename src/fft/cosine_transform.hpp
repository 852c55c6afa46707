#pragma once

#include <vector>

#include "fft/trig_plan.hpp"
#include "grid/grid.hpp"

namespace ebru {

/// Orthonormal two-dimensional DCT-II and its inverse, the eigenbasis of diffusion between walls half a cell outside
/// the outermost centres (no flux):
///
///     U(b, a) = s_b(N_y) s_a(N_x) sum_{j,i} u(j, i) cos(pi b (j+1/2)/N_y) cos(pi a (i+1/2)/N_x),
///     s_0(N) = sqrt(1/N),  s_a(N) = sqrt(2/N) otherwise;   sum U^2 = sum u^2.
///
/// U(0, 0) = sum u / sqrt(N_x N_y). One image at a time, thread-safe; bits do not depend on thread or pointer.
template <class Real>
class CosineTransform {
  public:
    /// \param grid image of ny x nx cells, both at least 1.
    explicit CosineTransform(Grid grid);

    [[nodiscard]] Grid grid() const { return forward_.grid(); }

    /// Image (Y, X) to coefficients (Y, X). \param image kept; must not overlap the coefficients.
    void forward(const Real* image, Real* coefficients) const;

    /// Coefficients (Y, X) to image (Y, X). \param coefficients destroyed; must not overlap the image.
    void inverse(Real* coefficients, Real* image) const;

  private:
    TrigPlan<Real> forward_;
    TrigPlan<Real> inverse_;
    std::vector<Real> forward_scale_y_;  ///< s_b / 2: FFTW's DCT-II has the factor 2
    std::vector<Real> forward_scale_x_;
    std::vector<Real> inverse_scale_y_;  ///< s_b, halved for b >= 1: FFTW's DCT-III has the factor 2 there
    std::vector<Real> inverse_scale_x_;
};

}  // namespace ebru
