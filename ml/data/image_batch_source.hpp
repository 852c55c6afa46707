#pragma once

#include <memory>
#include <string>

#include "io/image_labels.hpp"
#include "ml/data/batch_tensors.hpp"
#include "ml/data/image_store.hpp"
#include "ml/data/training_order.hpp"
#include "ml/data/training_source.hpp"

namespace ebru {

/// Images first .. first + count - 1 of a store: those trained on, or those held out.
struct ImageRange {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// The part of `images` images of which the last `held_out` are held out. \throws UserError when it is empty.
ImageRange part_of(std::int64_t images, std::int64_t held_out, DataPart part);

enum class Flips { none, horizontal };

/// Clean images alone, for objectives that draw their own noise.
class ImageBatchSource final : public TrainingSource {
  public:
    struct Options {
        std::uint64_t seed = 1;
        ImageRange range;
        Flips flips = Flips::none;  ///< horizontal: every draw is mirrored with probability 1/2
        ImageLabels labels;
    };
    /// \param deck resolved, of the forward process.
    ImageBatchSource(std::shared_ptr<ImageStore> store, std::string deck, Options options);

    [[nodiscard]] std::int64_t images() const override { return order_.images(); }
    [[nodiscard]] ImageShape shape() const override { return store_->shape(); }
    [[nodiscard]] int classes() const override { return options_.labels.classes; }
    [[nodiscard]] const std::string& forward_deck() const override { return deck_; }
    TrainingBatch batch(std::int64_t first_draw, std::int64_t size) override;

  private:
    std::shared_ptr<ImageStore> store_;
    std::string deck_;
    Options options_;
    TrainingOrder order_;
};

}  // namespace ebru
