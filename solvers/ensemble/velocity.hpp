#pragma once

#include "solvers/density/mixture_field.hpp"
#include "solvers/ensemble/ensemble.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

/// v(x, t) = state x + score grad ln rho_t(x), the velocity that carries the density of a diffusion:
/// d rho/dt = -div(rho v), with state = f, score = -g^2/2. For ddpm and vp v = -(beta/2)(x + sigma^2 grad ln rho), Noh
/// and Lee (2024), eq 82. It is one of many: fields w with div(rho w) = 0 may be added. (What starts in one point has
/// velocity_from_point of chain_moments.hpp, x/(2t) for plain diffusion.)
struct VelocityTerms {
    double state = 0.0;
    double score = 0.0;
};

/// Needs t < 1 for flow. \throws UserError when it is not.
VelocityTerms velocity_terms(const GaussianPath& path, double t);

/// The law (a, s^2) of a path at the time t.
GaussianTransition law_at(const GaussianPath& path, double t);

/// ln rho, grad ln rho and velocity of particles x (N, d) at a level of the field: log_density (N), score (N, d),
/// velocity (N, d); views of extent 0 are not written. Starts one kernel.
template <class Real>
struct MotionView {
    Kokkos::View<Real*> log_density;
    Positions<Real> score;
    Positions<Real> velocity;
};
template <class Real>
void evaluate_motion(const MixtureField<Real>& field, int level, const VelocityTerms& terms, const Positions<Real>& x,
                     const MotionView<Real>& out);

/// velocity (N, d) from positions and a score (N, d), such as one of a kernel density estimate. velocity may be score.
template <class Real>
void velocity_from_score(const VelocityTerms& terms, const Positions<Real>& x, const Positions<Real>& score,
                         const Positions<Real>& velocity);

}  // namespace ebru
