#pragma once

#include <functional>

#include "solvers/ensemble/ensemble.hpp"
#include "solvers/force/density_at.hpp"
#include "solvers/force/force_motion.hpp"

namespace ebru {

/// What a free ensemble knows of its own density: an estimate from the particles, made anew at every step.
using SelfDensity = std::function<DensityAt(const Positions<double>&)>;

/// A Gaussian with the mean and covariance of the particles. \throws UserError (when used) once they have collapsed
/// onto a plane: their covariance is singular.
SelfDensity gaussian_fit();

/// A kernel density estimate of standard deviation `bandwidth` > 0, error of the sums as KernelDensity's tolerance. A
/// particle counts in its own estimate, so that rho_2 is at least (2 pi h^2)^(-d/2)/N where it is asked for.
SelfDensity kernel_fit(double bandwidth, double tolerance);

/// A free ensemble: every particle has the acceleration F/rho_2 of its own place (force_field.hpp), rho_2 estimated
/// from all particles at every step:
///
///     x'' = (1/m) F(x)/rho_2(x) - friction x'    or    x' = mobility F(x)/rho_2(x).
///
/// In the limit of many particles these are a fluid without pressure in the potential (1/2) sqrt(rho_1/rho_2), with
/// kinetic energy + U constant without friction, and a gradient flow with dU/dt = -mobility E|F/rho_2|^2. Estimates of
/// rho_2 blur both. Unlike a rigid ensemble it changes its shape: what is nearest to rho_1 feels most and runs into the
/// rest. Steps of force_motion.hpp; second order needs an estimate that is smooth in the positions. Double precision:
/// the cost is that of the densities, which are asked on the host.
class FreeMotion {
  public:
    /// Starts from copies of `positions` (N, d) with N >= 2, at rest. \throws UserError as check().
    FreeMotion(DensityAt first, SelfDensity second, const Positions<double>& positions,
               const MotionParameters& parameters);

    /// `steps` further time steps.
    void advance(int steps);

    [[nodiscard]] double time() const { return time_; }
    [[nodiscard]] const Positions<double>& positions() const { return positions_; }
    [[nodiscard]] const Positions<double>& velocities() const { return velocities_; }        ///< overdamped: x'
    [[nodiscard]] const Positions<double>& accelerations() const { return accelerations_; }  ///< F/rho_2
    [[nodiscard]] double kinetic_energy() const;  ///< m/(2 N) sum |v|^2, in a fixed order; overdamped: 0
    /// U by the mean over the particles of sqrt(rho_1/rho_2), rho_2 the estimate.
    [[nodiscard]] double potential() const { return potential_; }

  private:
    void step();
    void find_accelerations();

    DensityAt first_;
    SelfDensity second_;
    MotionParameters parameters_;
    Positions<double> positions_;
    Positions<double> velocities_;
    Positions<double> accelerations_;
    double potential_ = 0.0;
    double time_ = 0.0;
};

}  // namespace ebru
