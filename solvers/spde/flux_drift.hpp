#pragma once

#include <Kokkos_Core.hpp>

#include "field/image_batch.hpp"

namespace ebru {

/// The coefficient that lets edges stand at one instant:
///
///     g(p) = alpha / sqrt(1 + |s p|^2 / lambda^2),   p = grad u in values per pixel
///
/// numerics.md section 5. The flux g(p) p is monotone in p (Charbonnier's convex energy): no backward diffusion.
struct EdgeStopping {
    double alpha = 1.0;           ///< >= 0; pixels^2 per unit time in the drift, values per sqrt(time) in the noise
    double inverse_lambda = 0.0;  ///< 1/lambda >= 0; 0 is lambda = infinity: g = alpha whatever the image
    double gradient_scale = 1.0;  ///< s > 0: 1 is the pixel gradient, 2 the papers' undivided two-cell differences
};

/// How div(g grad u) is discretised. Mirror walls; spacing 1.
enum class DriftForm {
    compact,       ///< coefficient on the face from its own six cells; conservative (default)
    face_average,  ///< mean of the two cells' coefficients; conservative
    appendix_h,    ///< as the paper prints it, repaired: not conservative, tends to g lap u + 2 grad g . grad u
};

/// b(u) of the drift, numerics.md 5.1: differences of the fluxes F = gamma (u_{i+1} - u_i) through the four faces of a
/// cell, no flux through walls. Second order; the sum of b over a channel is zero to round-off for the conservative
/// forms, and lambda = infinity gives the five-point Neumann Laplacian times alpha, diagonal in the DCT-II.
/// appendix_h: numerics.md 5.2.
/// \param u, b (B, C, Y, X), Y and X at least 1; must not overlap.
template <class Real>
void apply_drift(DriftForm form, const EdgeStopping& g1, const ImageBatch<Real>& u, const ImageBatch<Real>& b);

/// The face coefficients gamma of the same drift, frozen at u, for implicit steps:
///
///     b_ij = x_face_ij (u_{i+1,j} - u_ij) - x_face_{i-1,j} (u_ij - u_{i-1,j}) + (the same in j)
///
/// \param u (B, C, Y, X). \param x_face, y_face (B, C, Y, X): of the face between a cell and the next in x (in y); zero
/// at the wall. \param form a conservative one: appendix_h has no face coefficient (a contract).
template <class Real>
void face_coefficients(DriftForm form, const EdgeStopping& g1, const ImageBatch<Real>& u,
                       const ImageBatch<Real>& x_face, const ImageBatch<Real>& y_face);

/// g at the cell centres from central differences, the wall-normal difference of boundary cells zero, so that the
/// coefficient of a cell never depends on the cell's own value (numerics.md 5.3, 5.7). With g2 it scales the noise.
/// \param u, g (B, C, Y, X); must not overlap.
template <class Real>
void cell_coefficients(const EdgeStopping& g, const ImageBatch<Real>& u, const ImageBatch<Real>& values);

}  // namespace ebru
