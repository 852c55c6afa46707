#pragma once

#include <memory>
#include <string>
#include <vector>

#include "field/image_batch.hpp"
#include "solvers/advection_diffusion/lattice_velocity.hpp"
#include "solvers/transport_core.hpp"

namespace ebru {

/// The discretisations that transport studies compare.
enum class TransportScheme {
    bgk,      ///< D2Q9, one relaxation time, quadratic equilibrium
    trt,      ///< D2Q9, two relaxation times, Lambda = 1/4, quadratic equilibrium
    stencil,  ///< memoryless nine-point stencil
};

inline constexpr TransportScheme all_transport_schemes[] = {TransportScheme::bgk, TransportScheme::trt,
                                                            TransportScheme::stencil};

/// "D2Q9 BGK", "D2Q9 TRT", "stencil".
std::string name_of(TransportScheme scheme);

/// A core for one image. \throws UserError for bounce-back with the stencil.
template <class Real>
std::unique_ptr<TransportCore<Real>> make_core(TransportScheme scheme, const ImageShape& shape, Walls walls);

/// d_t u + div(v u) = div(alpha grad u) in lattice units: one channel, one velocity that does not change.
struct TransportProblem {
    Grid grid;
    Walls walls = Walls::mirror;
    std::vector<double> initial;   ///< (Y, X)
    std::vector<double> velocity;  ///< (2, Y, X), cells per step; empty: at rest
    double alpha = 1.0 / 6.0;      ///< cells^2 per step
    int steps = 1;
    Compensation compensation = Compensation::on;  ///< of the scheme's lag, from central differences of the velocity
};

/// The state after all steps, (Y, X), computed in Real.
template <class Real>
std::vector<double> solve_transport(TransportScheme scheme, const TransportProblem& problem);

/// v + L (v . grad) v by central differences: what a core of lag L must be given to transport with v.
/// \param velocity (2, Y, X).
HostVelocity compensated_velocity(const std::vector<double>& velocity, Grid grid, Walls walls, double lag);

/// A state of one channel to and from a core.
template <class Real>
void load_state(TransportCore<Real>& core, Grid grid, const std::vector<double>& values);
template <class Real>
std::vector<double> read_state(const TransportCore<Real>& core, Grid grid);

}  // namespace ebru
