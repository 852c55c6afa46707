#pragma once

#include <memory>

#include "blocks/block_layout.hpp"
#include "solvers/spde/euler_block.hpp"
#include "solvers/spde/q_wiener.hpp"
#include "solvers/spde/spde_stepper.hpp"

namespace ebru {

/// Explicit steps
///
///     U' = U + dt b(t, U) + sqrt(dt) g2(t, U) .* (B xi)      (numerics.md 5.4)
///
/// Strong order 1 with additive noise, 1/2 with multiplicative (the noise does not commute); weak order 1; tamed
/// alike. Stable while 4 alpha_1 dt <= 1: the plan sees to it. White noise is made inside the kernel, so an image that
/// fits into a core's cache takes all steps of an interval there; correlated noise is drawn for the batch step by
/// step. The state is stored as deviation from each channel's mean. Memory: 2 fields, 3 with correlated noise.
template <class Real>
class EulerMaruyama final : public SpdeStepper<Real> {
  public:
    /// \param block null, or how the image lies in blocks over ranks: then `shape` is that of this rank's block, as are
    /// all arrays, and load(), run() and step_on() are collective. Same bits as in one piece. Must outlive this.
    /// \throws UserError when the appendix form meets images one pixel wide, or ell is too large for the images; for
    /// blocks also with taming or ell > 0, and when blocks are narrower than the drift's form reaches.
    EulerMaruyama(const ImageShape& shape, const SpdeEquation& equation, Taming taming, std::uint64_t seed,
                  const BlockLayout* block = nullptr);

    void load(const ImageBatch<Real>& u0, std::span<const SampleId> ids) override;
    void run(std::span<const SpdeStep> steps) override;
    void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const override;
    [[nodiscard]] std::vector<double> smallest_taming_factors() const override;

    /// One step on a given path: `xi` (B, C, Y, X) takes the place of B xi, of unit variance per pixel.
    void step_on(const SpdeStep& step, const ImageBatch<Real>& xi);

  private:
    void set_steps(std::span<const SpdeStep> steps);
    void advance(int begin, int end);
    void allocate(const ImageBatch<Real>& u0);

    ImageShape shape_;
    SpdeEquation equation_;
    PaddedLayout layout_;
    EulerKernel<Real> kernel_;
    std::unique_ptr<EulerBlock<Real>> block_;  ///< null: the image is in one piece
    NoiseOrigin own_noise_ = NoiseOrigin::none;
    std::unique_ptr<QWiener<Real>> wiener_;  ///< with correlated noise
    std::vector<SampleId> ids_;
};

}  // namespace ebru
