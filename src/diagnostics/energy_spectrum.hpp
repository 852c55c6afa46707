#pragma once

#include <vector>

#include "grid/grid.hpp"

namespace ebru {

template <class Real>
class CosineTransform;

/// Energy of a velocity per integer shell: E[s] = sum of |v_hat(kappa)|^2/2 over |kappa| N_x/(2 pi) in [s - 1/2, s +
/// 1/2), so that sum_s E[s] = <|v|^2>/2 over the cells. Shells count waves per width; the last holds the corner modes.
///
/// Between walls (anything but periodic) the modes are those of the mirrored field, half waves included.
/// \param v_x, v_y (Y, X) each.
std::vector<double> energy_spectrum(const double* v_x, const double* v_y, Grid grid, Walls walls);

/// Spectrum of an image between walls in the orthonormal cosine basis: P[s] = (1/cells) sum of U(b, a)^2 over
/// sqrt(a^2 + (b N_x/N_y)^2)/2 in [s - 1/2, s + 1/2); sum_s P[s] = <u^2>, and P[0] holds the mean.
/// \param image (Y, X).
std::vector<double> image_spectrum(const double* image, Grid grid);

/// The same by a transform that was planned once, for many images. \param image (Y, X) of the transform's grid.
std::vector<double> image_spectrum(const double* image, const CosineTransform<double>& transform);

}  // namespace ebru
