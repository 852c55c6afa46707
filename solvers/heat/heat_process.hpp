#pragma once

#include <vector>

#include "fft/cosine_transform.hpp"
#include "solvers/forward_process.hpp"

namespace ebru {

/// Diffusion of images between walls without flux, exact in cosine modes (inverse heat dissipation's forward process):
///
///     d_t u = alpha lap u,   U(b, a; k) = U(b, a; 0) exp(-pi^2 (a^2/N_x^2 + b^2/N_y^2) sigma_k^2/2),
///     sigma_k^2/2 = alpha t = F_k N_x^2,   U the orthonormal DCT-II of the cell values.
///
/// Every level is computed from the data, so errors do not add up over levels; mass, the mode (0, 0), is kept. Level 0
/// is the data bit for bit. The trigonometric interpolant diffuses, not the pixels: next to sharp edges early levels
/// may leave the range of the data by a little. Runs on the host; cost of a state: one inverse transform, only where
/// asked for.
///
/// Rissanen, Heinonen, Solin, ICLR (2023); numerics.md section 2, item 4.
template <class Real>
class HeatProcess final : public ForwardProcess<Real> {
  public:
    /// \param shape images of every batch: channels, ny, nx, each at least 1.
    HeatProcess(ImageShape shape, const LevelSchedule& schedule);

    [[nodiscard]] const std::vector<LevelRecord>& levels() const override { return levels_; }
    void initialize(const ImageBatch<Real>& u0, std::span<const SampleId> ids) override;
    void advance_to(int level) override;
    [[nodiscard]] int level() const override { return level_; }
    void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const override;
    [[nodiscard]] std::vector<SampleReport> reports() const override;

  private:
    ImageShape shape_;
    std::vector<LevelRecord> levels_;
    CosineTransform<Real> transform_;
    HostImageBatch<Real> data_;                       ///< (B, C, Y, X)
    HostImageBatch<Real> coefficients_;               ///< (B, C, Y, X), of the data
    std::vector<Real> decay_;                         ///< (Y, X), of the current level
    mutable std::vector<std::vector<Real>> decayed_;  ///< (workers), (Y, X) each: what the transform destroys
    int level_ = 0;
};

}  // namespace ebru
