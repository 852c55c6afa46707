#pragma once

#include <functional>
#include <span>
#include <vector>

#include "solvers/density/gaussian_mixture.hpp"
#include "solvers/ensemble/ensemble.hpp"
#include "solvers/force/force_motion.hpp"

namespace ebru {

/// U at a displacement (d) of rho_2, and the total force -dU/dmu_2 there, (d).
using RigidPotential = std::function<double(std::span<const double> displacement, std::span<double> force)>;

/// Exact for two single Gaussians (any d), by quadrature to 1e-12 for mixtures in 1 or 2 dimensions.
/// \throws UserError as GaussianOverlap and overlap_by_quadrature.
RigidPotential rigid_potential(const GaussianMixture& first, const GaussianMixture& second);

struct RigidState {
    double time = 0.0;
    std::vector<double> displacement;  ///< (d)
    std::vector<double> velocity;      ///< (d); overdamped: mobility F
};

/// A rigid ensemble: all particles share one displacement, driven by the total force on rho_2. Steps of
/// force_motion.hpp: without friction kinetic energy + U stays within O(dt^2) and does not drift. One force a step.
class RigidMotion {
  public:
    /// Starts at time 0 with `velocity` (d), or at rest when it is empty. \throws UserError as check().
    RigidMotion(RigidPotential potential, int dimension, const MotionParameters& parameters,
                std::vector<double> velocity = {});

    /// `steps` further time steps.
    void advance(int steps);

    [[nodiscard]] const RigidState& state() const { return state_; }
    [[nodiscard]] double potential() const { return potential_; }           ///< U
    [[nodiscard]] std::span<const double> force() const { return force_; }  ///< (d)
    [[nodiscard]] double kinetic_energy() const;                            ///< m |v|^2/2; overdamped: 0
    [[nodiscard]] double energy() const { return kinetic_energy() + potential(); }

  private:
    void step();
    void find_force();

    RigidPotential of_displacement_;
    MotionParameters parameters_;
    RigidState state_;
    std::vector<double> force_;
    double potential_ = 0.0;
};

/// moved = start + displacement for every particle, (N, d); displacement (d). Asynchronous.
template <class Real>
void place_rigid(const Positions<Real>& start, std::span<const double> displacement, const Positions<Real>& moved);

}  // namespace ebru
