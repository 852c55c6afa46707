#pragma once

#include <memory>
#include <string>

#include "field/image_batch.hpp"
#include "solvers/lbm/relaxation.hpp"
#include "solvers/transport_core.hpp"

namespace ebru {

/// The discretisations with each choice of Lambda, for studies of dispersion, stability and conservation. D2Q9 with the
/// quadratic equilibrium unless it says linear.
enum class LatticeScheme {
    bgk,               ///< one relaxation time: Lambda = Lm^2
    bgk_linear,        ///< the same with the linear equilibrium
    trt_quarter,       ///< Lambda = 1/4
    trt_linear,        ///< the same with the linear equilibrium
    trt_fourth_order,  ///< Lambda = 1/8 + Lm^2/2
    stencil,           ///< memoryless
};

/// "BGK", "BGK linear", "TRT 1/4", "TRT 1/4 linear", "TRT fourth-order", "stencil".
std::string name_of(LatticeScheme scheme);

/// How the core of a lattice Boltzmann scheme relaxes. \pre not the stencil.
RelaxationChoice relaxation_of(LatticeScheme scheme);

/// What beside the scheme decides on a core; the stencil has only walls.
struct CoreOptions {
    Walls walls = Walls::periodic;
    PopulationStart start = PopulationStart::gradient;
    IntervalHandOver hand_over = IntervalHandOver::rescale;
};

template <class Real>
std::unique_ptr<TransportCore<Real>> make_core(LatticeScheme scheme, const ImageShape& shape,
                                               const CoreOptions& options);

/// tau- = 1/2 + 3 alpha, the number that maps and tables are drawn over; also for the stencil, which has none itself.
inline double tau_of(double alpha) {
    return 0.5 + 3.0 * alpha;
}
inline double alpha_of(double tau) {
    return (tau - 0.5) / 3.0;
}

}  // namespace ebru
