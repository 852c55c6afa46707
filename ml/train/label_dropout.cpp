#include "ml/train/label_dropout.hpp"

#include <ATen/ATen.h>

#include "base/random.hpp"

namespace ebru {

at::Tensor drop_labels(const TrainingBatch& batch, int classes, double probability, std::uint64_t seed) {
    if (!batch.label.defined()) {
        return {};
    }
    at::Tensor label = batch.label.clone();
    auto* values = label.mutable_data_ptr<std::int64_t>();
    for (std::int64_t b = 0; b < label.numel(); ++b) {
        const auto draw = static_cast<std::uint64_t>(batch.first_draw + b);
        // channel 1: channel 0 of this purpose seeds the updates' dropout
        const RandomWords words = random_words(seed, RandomPurpose::training_dropout, {.sample = draw, .channel = 1});
        if (to_unit_interval(words.word[0]) < probability) {
            values[b] = classes;
        }
    }
    return label;
}

}  // namespace ebru
