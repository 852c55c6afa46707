#pragma once

#include <cmath>

namespace ebru {

/// How an ensemble moves under a force.
enum class ForceMotion {
    inertial,    ///< m x'' = F - m friction x'
    overdamped,  ///< x' = mobility F: a gradient flow, U falls all the time
};

struct MotionParameters {
    ForceMotion motion = ForceMotion::inertial;
    double time_step = 0.01;  ///< > 0
    double mass = 1.0;        ///< > 0; of the whole of rho_2; inertial
    double friction = 0.0;    ///< >= 0, a rate; inertial
    double mobility = 1.0;    ///< > 0; overdamped
};

/// \throws UserError naming the key of [force] that is out of range: dt, mass, friction, mobility.
void check(const MotionParameters& parameters);

/// Largest time step for a rigid rho_2 in a potential whose curvature is at most `curvature` (curvature_bound):
/// inertial 2 sqrt(m/L), where velocity Verlet is stable in every well of U; overdamped 2/(mobility L), up to which
/// every step of Euler's method lowers U, for U(x + dt M F) <= U(x) - dt M |F|^2 (1 - dt M L/2).
double longest_time_step(const MotionParameters& parameters, double curvature);

/// One time step. Inertial: velocity Verlet, with friction as exact factors exp(-friction dt/2) around it: second
/// order, time-reversible and symplectic without friction. Overdamped: Euler's method, first order.
/// \param kick (keep, factor): velocity = keep velocity + factor force; \param drift (dt): place += dt velocity; \param
/// find_force at the new place; where overdamped it sets the velocity too.
template <class Kick, class Drift, class FindForce>
void motion_step(const MotionParameters& parameters, const Kick& kick, const Drift& drift,
                 const FindForce& find_force) {
    const double dt = parameters.time_step;
    if (parameters.motion == ForceMotion::overdamped) {
        drift(dt);
        find_force();
        return;
    }
    const double damping = std::exp(-0.5 * dt * parameters.friction);
    const double half_kick = 0.5 * dt / parameters.mass;
    kick(damping, half_kick);
    drift(dt);
    find_force();
    kick(damping, damping * half_kick);
}

}  // namespace ebru
