#pragma once

#include <span>
#include <vector>

#include "solvers/density/mixture_field.hpp"
#include "solvers/ensemble/ensemble.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

/// Order 1, 2 (trapezoidal) and 4 (the classical one).
enum class RungeKutta { euler, heun, fourth };

/// Which point goes where: dx/dt = v(x, t), the deterministic flow whose particles have the diffusion's densities at
/// all times (probability flow). In one dimension it carries quantiles: F_t(x(t)) = F_0(x(0)); through the same times
/// backwards it returns to x(0), to the error of the scheme.
///
/// Of a step, f and g^2 are taken at the times of its stages, but for ddpm at its middle, because a table of betas is
/// constant between its levels and jumps there: with steps inside the levels the order is the scheme's for every kind.
template <class Real>
class FlowMap {
  public:
    /// \param times (n + 1), n >= 1, ascending or descending; below 1 for flow. \throws UserError when they are not.
    FlowMap(const GaussianMixture& data, const GaussianPath& path, std::vector<double> times, RungeKutta scheme);

    [[nodiscard]] const std::vector<double>& times() const { return times_; }

    /// Takes x (N, d) from times[from] to times[to], in place; to < from goes against the order of the times. One
    /// kernel; no allocation, no fence. Cost a step: 1, 2 or 4 evaluations of the velocity.
    void carry(const Positions<Real>& x, int from, int to) const;

    /// Of the stages of a step, at its beginning, middle and end.
    struct DeviceStep {
        Real length;
        Real state[3];
        Real score[3];
    };

  private:
    std::vector<double> times_;
    RungeKutta scheme_;
    MixtureField<Real> field_;                // level 2 n: times[n], level 2 n + 1: between it and the next
    Kokkos::View<DeviceStep*> device_steps_;  // (n)
};

}  // namespace ebru
