#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "ml/data/training_batch.hpp"

namespace ebru {

/// What the network F sees and what it should say. The loss of image b is
///
///     loss_b = weight_b sum (F(input, time)_b - target_b)^2      over the values of the image,
///
/// and the batch's loss is its mean. An objective that wants the mean over values puts 1/values into the weight.
struct Example {
    at::Tensor input;   ///< (B, C, Y, X)
    at::Tensor time;    ///< (B) float, what the embedding takes
    at::Tensor target;  ///< (B, C, Y, X)
    at::Tensor weight;  ///< (B) float
    at::Tensor bin;     ///< (B) int64, 0..bins() - 1: where the loss is counted in the curves by level
};

/// What is learned. Noise and times are functions of (seed, draw number) alone, so an example does not depend on how
/// draws are cut into batches.
class Objective {
  public:
    virtual ~Objective() = default;

    /// The one line of difference between objectives. On the batch's device.
    [[nodiscard]] virtual Example example(const TrainingBatch& batch) const = 0;

    /// Whether example() needs u_k, u_{k-m} and k, or the clean images.
    [[nodiscard]] virtual bool needs_pairs() const = 0;

    /// Number of bins of the loss curves.
    [[nodiscard]] virtual int bins() const = 0;

    /// Canonical text: two objectives with one text learn the same. Kept in checkpoints.
    [[nodiscard]] virtual std::string text() const = 0;
};

/// (B): the loss of every image of an output F. Differentiable; sums in the output's precision, at least float.
at::Tensor loss_per_image(const Example& example, const at::Tensor& output);

/// Mean loss of F = 0: what a network whose last layer is zero starts from.
double zero_output_loss(const Example& example);

}  // namespace ebru
