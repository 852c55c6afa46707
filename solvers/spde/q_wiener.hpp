#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "field/image_batch.hpp"
#include "field/normal_kernel.hpp"
#include "solvers/spde/inverse_covariance.hpp"
#include "solvers/spde/torus_operators.hpp"

namespace ebru {

/// White noise that a root B is applied to: (B, C, R), R = QWiener::root_values().
template <class Real>
using WhiteNoiseBatch = Kokkos::View<Real***, Kokkos::LayoutRight>;

/// Spatially correlated normals, the increments of a Q-Wiener process per sqrt(dt):
///
///     B xi,   xi independent standard normals,   B B^T = C,   C_ij = exp(-|x_i - x_j|/ell),   C = I at ell = 0.
///
/// Unit variance in every pixel for every ell; channels, samples and steps are independent. This is the papers' grid
/// convention: for white noise that does not depend on the resolution multiply by N'/N, the exponential kernel needs no
/// factor; the operator Q is C times the area of a cell (numerics.md section 4).
///
/// Random numbers are counter-based, key (seed, spde_noise), counter (sample id, channel, cell, step): the same bits
/// for any batch split and number of threads. ell = 0 is a kernel without transforms, which a time step may fuse
/// (white_noise.hpp); ell > 0 takes one transform of the torus a channel, on the host.
template <class Real>
class QWiener {
  public:
    /// \param shape images of every batch. \param ell correlation length in pixels, >= 0.
    /// \throws UserError when ell is negative or not finite, or too long to be sampled (CirculantEmbedding).
    QWiener(const ImageShape& shape, double ell, std::uint64_t seed);
    ~QWiener();
    QWiener(QWiener&&) noexcept;
    QWiener& operator=(QWiener&&) noexcept;

    [[nodiscard]] double ell() const { return ell_; }

    /// out (B, C, Y, X) = B xi of images `ids` at time step `step` >= 0. Allocates when B changes.
    void draw(std::span<const SampleId> ids, std::int64_t step, const ImageBatch<Real>& out);

    /// out = C v, exact to round-off. \param v, out (B, C, Y, X); may be the same.
    void apply_covariance(const ImageBatch<Real>& v, const ImageBatch<Real>& out) const;

    /// out = C^-1 v: conjugate gradients in double to a relative residual of 1e-10 (double) or 1e-7 (float). The first
    /// call plans transforms. \return the most iterations that an image channel took. \throws UserError when they do
    /// not converge.
    int apply_inverse_covariance(const ImageBatch<Real>& v, const ImageBatch<Real>& out);

    /// Values of the white noise of one image channel that the root is applied to: Y X at ell = 0, more otherwise.
    [[nodiscard]] std::size_t root_values() const;

    /// out (B, C, Y, X) = B xi. \param xi (B, C, root_values()).
    void apply_root(const WhiteNoiseBatch<Real>& xi, const ImageBatch<Real>& out) const;

    /// Part of the variance that sampling cuts off, at most 1e-3; 0 when no eigenvalue of the embedding is negative.
    [[nodiscard]] double clipped_fraction() const;

  private:
    struct Correlated;

    void expect_shape(const ImageBatch<Real>& images) const;

    ImageShape shape_;
    double ell_;
    std::uint64_t seed_;
    DeviceIds device_ids_;
    std::unique_ptr<Correlated> correlated_;  ///< null at ell = 0
};

}  // namespace ebru
