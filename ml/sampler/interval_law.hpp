#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ml/data/forward_facts.hpp"
#include "ml/sampler/langevin.hpp"
#include "ml/sampler/level_model.hpp"

namespace ebru {

/// The law at a level of an SPDE with additive noise, from what the interval before it does and what a denoiser knows.
/// With u_k = M(u_{k-m}) + Q^{1/2} xi the law is a mixture of normal ones, p_k(x) = E[N(x; M(u_{k-m}), Q)], so that
///
///     Q grad log p_k(x) = E[M(u_{k-m}) | u_k = x] - x
///
/// (numerics.md 5.8 item 1) and P = Q needs no inverse. Time counts levels. Where Q depends on the state
/// (multiplicative noise), or M of many steps has no closed form, there is no such law: interval_law_obstacle().
///
///     linear drift, white noise   M and Q by cosine mode, exactly those of the scheme's steps; any window
///     else                        one explicit step, M(u) = u + dt b(u), Q = dt alpha_2^2 C
///
/// and E[M(u)] is read as M(E[u]): the same for linear M; else off by order dt of Q grad log p, as the predictor is.
///
/// \param model its network sees the level k = time.
std::unique_ptr<LangevinLaw> make_interval_law(std::shared_ptr<const LevelModel> model, const ForwardFacts& facts,
                                               int window);

/// Why a process has no interval law and what to do, or nothing. \param window m.
struct Obstacle {
    std::string why;
    std::string advice;
};
std::optional<Obstacle> interval_law_obstacle(const ForwardFacts& facts, int window);

}  // namespace ebru
