#pragma once

#include <string>

namespace ebru {

/// Collision operators for advection-diffusion: the ODD rate sets the diffusivity.
enum class Collision {
    trt,  ///< two relaxation times, tied by the magic parameter Lambda
    bgk,  ///< one relaxation time, the papers' choice; stable only for tau in [0.8, 1] on images with edges
};

/// Lambda = (tau+ - 1/2)(tau- - 1/2), numerics.md 1.3.
enum class Magic {
    quarter,       ///< 1/4: von Neumann stable for every tau-; maximum principle at v = 0 from an equilibrium start
    fourth_order,  ///< 1/8 + Lm^2/2: the k^4 error vanishes at any tau-; cell Peclet number at most 20
    value,         ///< the number in RelaxationChoice::magic_value
};

/// Equilibria e_i = w_i u [1 + 3 c.v (+ second order)].
enum class Equilibrium { quadratic, linear };

/// How populations are made at level 0.
enum class PopulationStart {
    gradient,     ///< f = e - tau- w c.grad u: diffuses alpha n from the first step on
    equilibrium,  ///< f = e: misses tau-(tau- - 1)/3 of alpha t (numerics.md 1.6)
};

/// What happens to the populations when tau or the velocity changes between intervals.
enum class IntervalHandOver {
    rescale,  ///< deviations from the old equilibrium, odd part times tau-_new/tau-_old: Fo is met exactly (default)
    none,     ///< populations stay as they are: costs tens of percent of Fo early on; kept to show it
};

struct RelaxationChoice {
    Collision collision = Collision::trt;
    Magic magic = Magic::quarter;
    double magic_value = 0.25;
};

/// Both relaxation times of a diffusivity.
struct RelaxationTimes {
    double even = 1.0;  ///< tau+
    double odd = 1.0;   ///< tau- = 1/2 + 3 alpha
};

/// tau- = 1/2 + 3 alpha and tau+ from the collision's rule (numerics.md 1.1, 1.3).
/// \param alpha diffusivity, cells^2 per step, > 0.
RelaxationTimes relaxation_times(const RelaxationChoice& choice, double alpha);

/// Refuses what is known to be unstable before anything runs: BGK outside tau in [0.8, 1], Lambda = 1/8 + Lm^2/2 beyond
/// a cell Peclet number of 20. \param max_speed largest |v|, cells per step.
/// \throws UserError with the reason and the nearest stable choice. \param where names the interval.
void check_stability(const RelaxationChoice& choice, double alpha, double max_speed, const std::string& where);

}  // namespace ebru
