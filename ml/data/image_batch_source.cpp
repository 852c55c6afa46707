#include "ml/data/image_batch_source.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"

namespace ebru {

ImageRange part_of(std::int64_t images, std::int64_t held_out, DataPart part) {
    validate(held_out >= 0 && held_out < images, fmt::format("data.holdout = {}", held_out),
             fmt::format("there are {} images, and one at least is trained on", images),
             fmt::format("give a number from 0 to {}", images - 1));
    if (part == DataPart::training) {
        return {0, images - held_out};
    }
    validate(held_out > 0, "data.holdout = 0", "no image is held out", "give at least 1");
    return {images - held_out, held_out};
}

ImageBatchSource::ImageBatchSource(std::shared_ptr<ImageStore> store, std::string deck, Options options)
    : store_(std::move(store)),
      deck_(std::move(deck)),
      options_(std::move(options)),
      order_(options_.seed, options_.range.count) {
    EBRU_EXPECT(options_.range.first >= 0 && options_.range.first + options_.range.count <= store_->size());
}

TrainingBatch ImageBatchSource::batch(std::int64_t first_draw, std::int64_t size) {
    TrainingBatch batch = make_batch(first_draw, size, shape(), {.pairs = NeedsPairs::no});
    for (std::int64_t b = 0; b < size; ++b) {
        const std::int64_t draw = first_draw + b;
        const std::int64_t image = options_.range.first + order_.image(draw);
        const std::span<float> to = image_of(batch.clean, b, shape());
        store_->read(image, to);
        if (options_.flips == Flips::horizontal &&
            draw_choice(options_.seed, RandomPurpose::training_flip, draw, 2) == 1) {
            flip_rows(to, shape());
        }
        batch.ids[static_cast<std::size_t>(b)] = store_->id(image);
    }
    batch.label = labels_of(options_.labels.number, batch.ids);
    return batch;
}

}  // namespace ebru
