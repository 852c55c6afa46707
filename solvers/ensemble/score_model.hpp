#pragma once

#include "solvers/ensemble/ensemble.hpp"

namespace ebru {

/// A score that is not a formula, such as that of a kernel density estimate of stored forward snapshots, for the steps
/// of a walk.
template <class Real>
class ScoreModel {
  public:
    virtual ~ScoreModel() = default;

    [[nodiscard]] virtual int dimension() const = 0;

    /// Number of steps that it has a score for.
    [[nodiscard]] virtual int steps() const = 0;

    /// score (N, d) = grad ln rho(x) of the density at the beginning of step `step`, x (N, d). Starts kernels in the
    /// default execution space; need not wait for them.
    virtual void evaluate(int step, const Positions<Real>& x, const Positions<Real>& score) const = 0;
};

}  // namespace ebru
