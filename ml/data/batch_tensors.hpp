#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ml/data/training_batch.hpp"

namespace ebru {

/// What a source needs of images: u_k with its target, or the data alone.
enum class NeedsPairs { no, yes };

/// Which part of the images: those trained on, or the last ones, held out for the validation loss.
enum class DataPart { training, held_out };

/// An uninitialised tensor (count, C, Y, X), float32 on the host.
at::Tensor make_image_tensor(std::int64_t count, const ImageShape& shape);

/// An uninitialised tensor (count) of int64.
at::Tensor make_index_tensor(std::int64_t count);

/// Which tensors of a batch are made.
struct BatchParts {
    NeedsPairs pairs = NeedsPairs::yes;
    bool clean = true;
};

/// Draws first_draw .. first_draw + size - 1 of a source, whose ids and values are yet to be written.
TrainingBatch make_batch(std::int64_t first_draw, std::int64_t size, const ImageShape& shape, const BatchParts& parts);

/// Image b of such a tensor as values.
std::span<float> image_of(const at::Tensor& images, std::int64_t b, const ImageShape& shape);

/// True when no value is NaN or infinite.
bool all_finite(std::span<const float> values);

/// Reverses every row of an image (C, Y, X).
void flip_rows(std::span<float> image, const ImageShape& shape);

/// (B) labels of images `ids`; undefined when there are no labels. \throws UserError when an id has none.
at::Tensor labels_of(const std::vector<std::int64_t>& labels, const std::vector<SampleId>& ids);

}  // namespace ebru
