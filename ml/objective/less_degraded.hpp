#pragma once

#include <cstdint>

#include "ml/objective/objective.hpp"

namespace ebru {

/// Regression on the less degraded image of a pair:
///
///     input = u_k + sigma xi,    F -> u_{k-m} - input,    loss = sum over values of the squared difference
///
/// with sigma > 0 for deterministic processes ("Beyond Blur", algorithm 1, with the sign repaired; Rissanen et al.,
/// arXiv:2206.13397), where the noise is what lets one input have many pasts. With sigma = 0 and a stochastic process
/// it is Tweedie's formula: the optimum input + F is E[u_{k-m} | u_k] (generative.md 2.3, item 11). The embedding takes
/// k.
class LessDegraded final : public Objective {
  public:
    struct Parameters {
        int levels = 1;          ///< K
        double noise = 0.01;     ///< sigma >= 0
        std::uint64_t seed = 1;  ///< of the noise
    };
    explicit LessDegraded(const Parameters& parameters) : parameters_(parameters) {}

    [[nodiscard]] Example example(const TrainingBatch& batch) const override;
    [[nodiscard]] bool needs_pairs() const override { return true; }
    [[nodiscard]] int bins() const override { return parameters_.levels; }
    [[nodiscard]] std::string text() const override;

  private:
    Parameters parameters_;
};

}  // namespace ebru
