#pragma once

#include "solvers/spde/etd_step.hpp"
#include "solvers/spde/spde_stepper.hpp"

namespace ebru {

/// Steps of any length that are exact in law, for the linear equation with additive white noise (EtdStep). The batch
/// stays in cosine modes; a transform is paid where a state is looked at.
template <class Real>
class ExponentialStepper final : public SpdeStepper<Real> {
  public:
    /// \param equation linear, ell = 0, a conservative drift (a contract).
    ExponentialStepper(const ImageShape& shape, const SpdeEquation& equation, std::uint64_t seed);

    void load(const ImageBatch<Real>& u0, std::span<const SampleId> ids) override;
    void run(std::span<const SpdeStep> steps) override;
    void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const override;
    [[nodiscard]] std::vector<double> smallest_taming_factors() const override;

  private:
    LinearCoefficients coefficients_;
    mutable EtdStep<Real> step_;  ///< its transforms have work space
    ImageBatch<Real> modes_;      ///< (B, C, Y, X)
    std::vector<SampleId> ids_;
};

}  // namespace ebru
