#pragma once

#include <memory>
#include <vector>

#include "solvers/forward_process.hpp"
#include "solvers/spde/spde_stepper.hpp"

namespace ebru {

/// The stochastic partial differential equation as a forward process: a plan of steps between levels, and the stepper
/// that takes them. An image's states do not depend on its batch.
template <class Real>
class SpdeProcess final : public ForwardProcess<Real> {
  public:
    struct Parts {
        std::unique_ptr<SpdeStepper<Real>> stepper;
        std::vector<SpdeInterval> plan;   ///< interval k leads from level k to k + 1
        std::vector<LevelRecord> levels;  ///< one more than intervals
    };
    explicit SpdeProcess(Parts parts);

    [[nodiscard]] const std::vector<LevelRecord>& levels() const override { return parts_.levels; }
    void initialize(const ImageBatch<Real>& u0, std::span<const SampleId> ids) override;
    void advance_to(int level) override;
    [[nodiscard]] int level() const override { return level_; }
    void copy_state(std::span<const int> samples, const ImageBatch<Real>& out) const override;
    [[nodiscard]] std::vector<SampleReport> reports() const override;

  private:
    Parts parts_;
    int level_ = 0;
};

}  // namespace ebru
