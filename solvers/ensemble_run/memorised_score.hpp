#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "solvers/density/kernel_density.hpp"
#include "solvers/density/point_source.hpp"
#include "solvers/ensemble/score_model.hpp"
#include "solvers/ensemble_run/ensemble_settings.hpp"

namespace ebru {

/// The score of a way back as an ensemble remembers it from its way forward: at every level a kernel density estimate
/// of the particles there, "memorised" in the words of Noh and Lee (2024), section 2. What it gives back is wider than
/// the data by the kernel: covariance + h^2.
template <class Real>
class MemorisedScore : public ScoreModel<Real> {
  public:
    /// Takes an ensemble of `seed` from the source forward through the path and estimates at the levels from, from - 1,
    /// .., to + 1: the beginnings of the steps of level_times(path, from, to). Memory: a tree of N points a level.
    MemorisedScore(const PointSource& source, const GaussianPath& path, const KdeSettings& kde, std::uint64_t seed,
                   std::int64_t particles, int from, int to);

    [[nodiscard]] int dimension() const override { return estimates_.front().dimension(); }
    [[nodiscard]] int steps() const override { return static_cast<int>(estimates_.size()); }
    void evaluate(int step, const Positions<Real>& x, const Positions<Real>& score) const override;

    /// Bandwidth of the estimate of a step.
    [[nodiscard]] double bandwidth(int step) const { return estimates_[static_cast<std::size_t>(step)].bandwidth(); }

  private:
    std::vector<KernelDensity> estimates_;  // (steps)
    Kokkos::View<Real*> log_density_;       // (N)
};

}  // namespace ebru
