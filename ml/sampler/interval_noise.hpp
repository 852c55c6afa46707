#pragma once

#include "ml/data/forward_facts.hpp"
#include "ml/sampler/level_sampler.hpp"

namespace ebru {

/// The noise that an SPDE takes up between levels k - m and k, as a root applied to a sampler's normals:
///
///     s_k g(u) .* (B xi),   s_k^2 = int alpha_2^2 dt over t_{k-m} .. t_k,   g = g_2/alpha_2 at t_k,   B B^T = C
///
/// (1 for additive noise, B = 1 for white noise).
TweedieSampler::NoiseRoot make_interval_noise(const ForwardFacts& facts, int window);

}  // namespace ebru
