#pragma once

#include "solvers/spde/q_wiener.hpp"
#include "solvers/spde/semi_implicit_step.hpp"
#include "solvers/spde/spde_stepper.hpp"

namespace ebru {

/// Steps with lagged diffusivity, for few large ones:
///
///     (I - dt A(t + dt, U)) U' = U + sqrt(dt) g2(t, U) .* (B xi)      (numerics.md 5.4)
///
/// alpha_1 and lambda_1 at the step's end, the image of the coefficient at its start. Unconditionally stable; strong
/// order 1 with additive noise; by conjugate gradients, or by cosine transforms where lambda_1 is infinite.
template <class Real>
class SemiImplicitStepper final : public SpdeStepper<Real> {
  public:
    /// \param equation with a conservative drift (a contract). \throws UserError when ell is too long for the images.
    SemiImplicitStepper(const ImageShape& shape, const SpdeEquation& equation, std::uint64_t seed);

    void load(const ImageBatch<Real>& u0, std::span<const SampleId> ids) override;

    /// \throws UserError when a solve does not converge.
    void run(std::span<const SpdeStep> steps) override;
    void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const override;
    [[nodiscard]] std::vector<double> smallest_taming_factors() const override;

  private:
    void add_noise(const SpdeStep& step);

    SpdeEquation equation_;
    QWiener<Real> wiener_;
    SemiImplicitStep<Real> solver_;
    std::vector<SampleId> ids_;
    ImageBatch<Real> u_;    ///< (B, C, Y, X), as all below
    ImageBatch<Real> rhs_;  ///< the state with its noise
    ImageBatch<Real> noise_;
    ImageBatch<Real> x_face_;  ///< also the noise's coefficient, before the faces are made
    ImageBatch<Real> y_face_;
};

}  // namespace ebru
