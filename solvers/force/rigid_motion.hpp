#pragma once

#include <functional>
#include <span>
#include <vector>

#include "solvers/density/gaussian_mixture.hpp"
#include "solvers/ensemble/ensemble.hpp"

namespace ebru {

/// U at a displacement (d) of rho_2, and the total force -dU/dmu_2 there, (d).
using RigidPotential = std::function<double(std::span<const double> displacement, std::span<double> force)>;

/// Exact for two single Gaussians (any d), by quadrature to 1e-12 for mixtures in 1 or 2 dimensions.
/// \throws UserError as GaussianOverlap and overlap_by_quadrature.
RigidPotential rigid_potential(const GaussianMixture& first, const GaussianMixture& second);

/// How an ensemble moves under a force.
enum class ForceMotion {
    inertial,    ///< m x'' = F - m friction x'
    overdamped,  ///< x' = mobility F: U falls all the time
};

struct MotionParameters {
    ForceMotion motion = ForceMotion::inertial;
    double time_step = 0.01;  ///< > 0
    double mass = 1.0;        ///< > 0; of the whole of rho_2
    double friction = 0.0;    ///< >= 0, a rate; inertial
    double mobility = 1.0;    ///< > 0; overdamped
};

/// \throws UserError naming the value that is out of range.
void check(const MotionParameters& parameters);

/// Largest time step for a potential whose curvature is at most `curvature` (curvature_bound): inertial 2 sqrt(m/L)
/// (where velocity Verlet is stable in every well of U), overdamped 2/(mobility L) (up to which every step of Euler's
/// method lowers U: U(x + dt M F) <= U(x) - dt M |F|^2 (1 - dt M L/2)).
double longest_time_step(const MotionParameters& parameters, double curvature);

struct RigidState {
    double time = 0.0;
    std::vector<double> displacement;  ///< (d)
    std::vector<double> velocity;      ///< (d)
};

/// A rigid ensemble: all particles share one displacement, driven by the total force on rho_2. Inertial motion by
/// velocity Verlet (friction as exact factors exp(-friction dt/2) around it): second order, time-reversible and
/// symplectic without friction, so that kinetic energy + U oscillates within O(dt^2) and does not drift. Overdamped by
/// Euler's method, first order. One force a step.
class RigidMotion {
  public:
    /// Starts at time 0 with `velocity` (d), or at rest when it is empty. \throws UserError as check().
    RigidMotion(RigidPotential potential, int dimension, const MotionParameters& parameters,
                std::vector<double> velocity = {});

    /// `steps` further time steps.
    void advance(int steps);

    [[nodiscard]] const RigidState& state() const { return state_; }
    [[nodiscard]] double potential() const { return energy_; }                         ///< U
    [[nodiscard]] std::span<const double> force() const { return force_; }             ///< (d)
    [[nodiscard]] double kinetic_energy() const;                                       ///< m |v|^2/2; overdamped: 0
    [[nodiscard]] double energy() const { return kinetic_energy() + potential(); }

  private:
    void step();
    void kick(double duration);

    RigidPotential of_displacement_;
    MotionParameters parameters_;
    RigidState state_;
    std::vector<double> force_;
    double energy_ = 0.0;
};

/// moved = start + displacement for every particle, (N, d); displacement (d). Asynchronous.
template <class Real>
void place_rigid(const Positions<Real>& start, std::span<const double> displacement, const Positions<Real>& moved);

}  // namespace ebru
