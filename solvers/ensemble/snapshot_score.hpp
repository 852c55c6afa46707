#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "solvers/density/kernel_density.hpp"
#include "solvers/ensemble/score_model.hpp"

namespace ebru {

/// The score of kernel density estimates of stored snapshots of the forward process: a "memorised velocity". The
/// estimate's law is that of the snapshot with h^2 more variance in every direction; once the time has gone back to
/// where h is no longer small beside the data's width, that shows, and with h -> 0 every particle returns to one of the
/// points that were stored.
template <class Real>
class SnapshotScore final : public ScoreModel<Real> {
  public:
    /// \param of_step (n), n >= 1, alike in dimension: the estimate of each step; steps may share one. \param particles
    /// most that are evaluated at once.
    SnapshotScore(std::vector<std::shared_ptr<const KernelDensity>> of_step, std::int64_t particles);

    [[nodiscard]] int dimension() const override { return of_step_.front()->dimension(); }
    [[nodiscard]] int steps() const override { return static_cast<int>(of_step_.size()); }
    void evaluate(int step, const Positions<Real>& x, const Positions<Real>& score) const override;

  private:
    std::vector<std::shared_ptr<const KernelDensity>> of_step_;
    Kokkos::View<Real*> log_density_;  // (particles), by the way
};

}  // namespace ebru
