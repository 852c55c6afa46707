#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "ml/data/training_batch.hpp"

namespace ebru {

/// What the network sees and what it should say: loss_b = weight_b * sum (F(input, time) - target)^2 over the values
/// of image b (the objective puts 1/values into the weight where it wants a mean). The batch's loss is the mean of
/// loss_b.
struct Example {
    at::Tensor input;   ///< (B, C, Y, X)
    at::Tensor time;    ///< (B) float, for the embedding
    at::Tensor target;  ///< (B, C, Y, X)
    at::Tensor weight;  ///< (B) float
    at::Tensor level;   ///< (B) int64, 0..levels()-1 or 1..K: the bin of the per-level loss curves
};

/// What is learned. Pure functions of their arguments: noise is keyed by (seed, draw number).
class Objective {
  public:
    virtual ~Objective() = default;

    /// The one line of difference.
    [[nodiscard]] virtual Example example(const TrainingBatch& batch) const = 0;

    /// Whether example() needs u_k, u_{k-m} and k, or the clean images alone.
    [[nodiscard]] virtual bool needs_pairs() const = 0;

    /// Bins of the per-level loss curves: levels 0..bins-1.
    [[nodiscard]] virtual int level_bins() const = 0;
};

/// (B): loss of each image of an output.
at::Tensor loss_per_image(const Example& example, const at::Tensor& output);

/// Loss of F = 0 on this example: what a network with zero-initialised end starts from.
double zero_output_loss(const Example& example);

}  // namespace ebru
