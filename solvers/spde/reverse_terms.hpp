#pragma once

#include "solvers/spde/q_wiener.hpp"
#include "solvers/spde/spde_plan.hpp"

namespace ebru {

/// What a reverse-time step of the equation is made of (numerics.md 5.7, which this serves with t and u at the later
/// time):
///
///     U_n = U_{n+1} + dt [-b + div Sigma + Sigma s] + sqrt(dt) g2 .* (B xi),   Sigma(t, u) = diag(g2) C diag(g2)
///
/// s the score of the law at that time, which is not this class's business. All images (B, C, Y, X); one evaluation
/// each; results for an image do not depend on its batch.
template <class Real>
class ReverseTerms {
  public:
    /// \param seed of draw_noise(). \throws UserError when ell is too long for the images.
    ReverseTerms(const ImageShape& shape, const SpdeEquation& equation, std::uint64_t seed);

    /// One forward drift step, m(u) = u + dt b(t, u): what the one-step target of a denoiser is centred at (5.8). The
    /// same numbers as an explicit step without noise, but for rounding.
    void drift_step(const SpdeStep& step, const ImageBatch<Real>& u, const ImageBatch<Real>& m) const;

    /// b(t, u).
    void drift(double t, const ImageBatch<Real>& u, const ImageBatch<Real>& b) const;

    /// Sigma(t, u) v = g2 .* (C (g2 .* v)).
    void apply_covariance(double t, const ImageBatch<Real>& u, const ImageBatch<Real>& v,
                          const ImageBatch<Real>& out) const;

    /// A root of Sigma applied to fresh white noise: g2 .* (B xi), xi of images `ids` at time step `number`.
    void draw_noise(double t, const ImageBatch<Real>& u, std::span<const SampleId> ids, std::int64_t number,
                    const ImageBatch<Real>& out);

    /// The row divergence of Sigma:
    ///
    ///     (div Sigma)_i = sum_j d Sigma_ij/d u_j = e^{-1/ell} f_i sum_d G_d (g2_{i+e_d} - g2_{i-e_d}),
    ///     f = -(s^2/(2 lambda_2^2)) g2^3/alpha_2^2,   G_d the central difference of the coefficient
    ///
    /// Zero for ell = 0, where a pixel's coefficient does not depend on the pixel, and for additive noise.
    void covariance_divergence(double t, const ImageBatch<Real>& u, const ImageBatch<Real>& out) const;

  private:
    SpdeEquation equation_;
    QWiener<Real> wiener_;
};

}  // namespace ebru
