#pragma once

#include <cstdint>
#include <string>

#include "ml/data/training_batch.hpp"

namespace ebru {

/// Where training batches come from. A batch is a function of (seed, first_draw, size) alone: epoch = draw / N, the
/// image is the epoch's keyed permutation of 0..N-1 at draw % N, the level a keyed draw over 1..K inclusive.
class TrainingSource {
  public:
    virtual ~TrainingSource() = default;

    /// N, the images of an epoch.
    [[nodiscard]] virtual std::int64_t images() const = 0;

    /// Draws after which every image has had its turn: N, or N times the draws that an image gives at once.
    [[nodiscard]] virtual std::int64_t draws_per_epoch() const { return images(); }

    /// Of an image.
    [[nodiscard]] virtual ImageShape shape() const = 0;

    /// Number of classes; 0 without labels.
    [[nodiscard]] virtual int classes() const { return 0; }

    /// The resolved deck of the forward process that the pairs come from: the text and its hash go into checkpoints.
    [[nodiscard]] virtual const std::string& forward_deck() const = 0;

    /// Says that batches will be asked for whose first draws are `draws` apart, those between being other ranks': for
    /// sources that make the next one ahead. Without it the next batch begins where the last one ended.
    virtual void set_stride(std::int64_t draws) { static_cast<void>(draws); }

    /// Draws first_draw .. first_draw + size - 1. \throws UserError when a file cannot be read or holds NaN.
    virtual TrainingBatch batch(std::int64_t first_draw, std::int64_t size) = 0;
};

}  // namespace ebru
