#pragma once

#include <vector>

#include "fft/cosine_transform.hpp"
#include "field/image_batch.hpp"
#include "field/padded_layout.hpp"

namespace ebru {

/// When an iterative solve has done enough, and when too much.
struct SolveLimits {
    /// The scaled residual |D^-1/2 (rhs - (I - dt A) u)|_2 falls to this part of |D^-1/2 dt A rhs|_2, in (0, 1). The
    /// error of u is then at most tolerance sqrt(d_max/d_min) |dt A rhs|_2: a fraction of what the step changes.
    double tolerance = 1e-4;
    int most_iterations = 500;  ///< >= 1; far beyond, an image counts as not solved
};

/// What solves cost since the last report.
struct SolveReport {
    int most_iterations = 0;       ///< of an image channel and step
    double mean_iterations = 0.0;  ///< over image channels and steps
    std::int64_t solves = 0;       ///< image channels times steps
};

/// The semi-implicit step with lagged diffusivity (numerics.md 5.4):
///
///     (I - dt A) u' = rhs,   rhs = u + g2 .* B xi sqrt(dt),
///     (A u)_ij = x_face_ij (u_{i+1,j} - u_ij) - x_face_{i-1,j} (u_ij - u_{i-1,j}) + (the same in j)
///
/// with the face coefficients frozen (face_coefficients(), numerics.md 5.1). I - dt A is a symmetric M-matrix with row
/// sums 1: the step is stable for any dt, its exact solution obeys the maximum principle, and mass is kept (to
/// round-off, also by the iteration). Conjugate gradients in Jacobi's scaling: about 2 sqrt(dt gamma) iterations for a
/// digit.
///
/// One team works one image channel from first to last iteration, its fields in cache; sums have an order of their own:
/// bit-equal for any number of threads and any batch split. A single channel therefore runs on one host thread.
template <class Real>
class SemiImplicitStep {
  public:
    SemiImplicitStep(const ImageShape& shape, const SolveLimits& limits);

    /// Solves for u. \param x_face, y_face (B, C, Y, X) >= 0; those of wall faces are not read. \param rhs, u (B, C, Y,
    /// X); may be the same. Allocates when B changes, and reports then. Does not wait.
    void solve(double dt, const ImageBatch<Real>& x_face, const ImageBatch<Real>& y_face, const ImageBatch<Real>& rhs,
               const ImageBatch<Real>& u);

    /// The same where every face coefficient is `alpha`, exact to round-off by two cosine transforms, on the host.
    void solve_constant(double dt, double alpha, const ImageBatch<Real>& rhs, const ImageBatch<Real>& u);

    /// Waits, and reports the iterative solves since the last report.
    /// \throws UserError when one of them did not converge, for instance because of a value that is not finite.
    SolveReport report();

  private:
    ImageShape shape_;
    SolveLimits limits_;
    PaddedLayout full_;
    PaddedLayout half_;
    Kokkos::View<Real***, Kokkos::LayoutRight> full_fields_;  // (slots, LaggedFields::full_count, padded field)
    Kokkos::View<Real***, Kokkos::LayoutRight> half_fields_;  // (slots, LaggedFields::half_count, padded half field)
    Kokkos::View<std::int64_t*> iterations_;                  // (B C), sum since the last report
    Kokkos::View<int*> most_iterations_;                      // (B C)
    Kokkos::View<int*> failures_;                             // (B C)
    std::int64_t steps_ = 0;
    CosineTransform<Real> transform_;
    std::vector<std::vector<Real>> modes_;  ///< (workers), (Y, X)
    double constant_ = -1.0;                ///< dt alpha that the factors belong to
    std::vector<Real> factors_;             ///< (Y, X), 1/(1 + dt alpha mu)
};

}  // namespace ebru
