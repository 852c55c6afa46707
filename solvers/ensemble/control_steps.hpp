#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "solvers/gaussian/chain_moments.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

/// How an ensemble is moved against its diffusion. dx = f x dt + g dW is the forward process, v = f x - (g^2/2) score
/// its velocity.
enum class Control {
    reverse,   ///< reverse_steps: from probability flow (knob 0) to the reverse equation (knob 1)
    paper,     ///< paper_reverse_steps: the discretisation of Noh and Lee (2024), eq 96
    chain,     ///< reverse_chain_steps: posterior mean of the discrete chain, and noise
    preserve,  ///< preserving_steps: the density stays as it is
};

/// A step of a controlled ensemble: x' = state x + score grad ln rho(x) + noise xi, rho the law of the diffusion at the
/// step's beginning.
struct ControlStep {
    double time = 1.0;        ///< at its beginning; where the score is taken
    double time_after = 1.0;  ///< at its end
    GaussianTransition law;   ///< (a, s^2) at its beginning: the data's law becomes rho by mixture.after
    double state = 1.0;
    double score = 0.0;
    double noise = 0.0;
    /// xi is the sum of as many normals, over the square root of their number: a walk of n steps with m parts and one
    /// of n m steps with one see the same Brownian path.
    int noise_parts = 1;
};

/// begin, .., end, in `steps` equal steps, (steps + 1). 0 <= begin, end <= 1; steps >= 1.
std::vector<double> uniform_times(double begin, double end, int steps);

/// Times of the levels from `from` to `to` (either may be the larger), each once.
std::vector<double> level_times(const GaussianPath& path, int from, int to);

/// Back in time by Euler and Maruyama's method, weak order 1:
///
///     dx = [-f x + (1 + knob^2)/2 g^2 grad ln rho_t] dt' + knob g dW,   t' running against t.
///
/// knob 0: the flow -v of the probability, without noise. knob 1: the control u_c = -2 v on top of the diffusion, which
/// is Anderson's reverse equation, for -2 v + f x = -f x + g^2 score. Every knob in between has the same densities. f
/// and g^2 of a step are those of its middle (a table of betas is constant between its levels).
/// \param times descending, such as uniform_times(1, 0, n); flow needs times below 1. \param knob in [0, 1].
/// \throws UserError when the knob or noise_parts are not as said.
/// Noh and Lee (2024), eqs 93 to 96, where the knob is 1; Anderson, Stoch. Proc. Appl. 12 (1982).
std::vector<ControlStep> reverse_steps(const GaussianPath& path, std::span<const double> times, double knob,
                                       int noise_parts = 1);

/// The same equation with knob 1 as Noh and Lee (2024) discretise it, eq 96 (right as printed):
///
///     x' = (sqrt(1 - b) + b) x + b sigma^2 score + sigma sqrt(b) xi,   b = 1 - a(t)^2/a(t_after)^2 (their beta dt):
///
/// a step of the forward chain, then the control -2 v dt. ddpm and vp only. At a ddpm path's own levels b = beta_k.
/// \throws UserError for other kinds.
std::vector<ControlStep> paper_reverse_steps(const GaussianPath& path, std::span<const double> times,
                                             int noise_parts = 1);

/// The discrete chain backwards, level by level: the posterior's mean with E[x_0|x_k] = (x_k + s_k^2 score)/a_k in the
/// place of x_0 (Tweedie's formula), and noise as chosen. With `gaussian` and data N(0, data_variance I) every step is
/// exact; otherwise what comes out is off by O(beta), with `lower` by O(beta ln(1/beta)) at level 0: its noise lacks
/// beta_k/(1 - abar_k) of itself, which is 1/k in the last levels. numerics.md 6.2; Ho, Jain, Abbeel (2020).
/// \param from > to >= 0. Needs a > 0 at `from` (flow: from < K).
/// \throws UserError when it is not.
std::vector<ControlStep> reverse_chain_steps(const GaussianPath& path, int from, int to, ReverseNoise noise,
                                             double data_variance = 1.0);

/// The control u_c = -v on top of the diffusion with f, g and rho those of `time`: dx = (g^2/2) grad ln rho dt + g dW,
/// Langevin's equation, whose density stays rho while its particles wander. Euler and Maruyama's method keeps a density
/// that is off by O(dt): for variance V in a direction it is V/(1 - g^2 dt/(4 V)). Stable for g^2 dt < 4 V; validated
/// against the caller's variance nowhere: see the density's smallest eigenvalue.
/// \param step dt > 0; \param count of steps >= 1. Needs g > 0: flow time in (0, 1).
/// \throws UserError when a number is not as said.
std::vector<ControlStep> preserving_steps(const GaussianPath& path, double time, double step, int count);

/// Mean and variance of what such steps make of a Gaussian ensemble whose data are N(data_mean, data_variance), in one
/// direction, step by step, (steps + 1): the score is linear, so
///
///     mean' = state mean - score (mean - a data_mean)/W,   variance' = (state - score/W)^2 variance + noise^2,
///
/// W = a^2 data_variance + s^2. Exact but for round-off; what is left of (data_mean, data_variance) at the end is the
/// error of the time step.
struct NormalLaw {
    double mean = 0.0;
    double variance = 1.0;
};
std::vector<NormalLaw> gaussian_recursion(std::span<const ControlStep> steps, const NormalLaw& data,
                                          const NormalLaw& start);

}  // namespace ebru
