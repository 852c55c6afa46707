#include "ml/data/batch_tensors.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.hpp"

namespace ebru {

at::Tensor make_image_tensor(std::int64_t count, const ImageShape& shape) {
    return at::empty({count, shape.channels, shape.ny, shape.nx}, at::TensorOptions(at::kFloat));
}

at::Tensor make_index_tensor(std::int64_t count) {
    return at::empty({count}, at::TensorOptions(at::kLong));
}

TrainingBatch make_batch(std::int64_t first_draw, std::int64_t size, const ImageShape& shape, const BatchParts& parts) {
    EBRU_EXPECT(first_draw >= 0 && size >= 1);
    TrainingBatch batch;
    batch.first_draw = first_draw;
    batch.ids.resize(static_cast<std::size_t>(size));
    if (parts.clean) {
        batch.clean = make_image_tensor(size, shape);
    }
    if (parts.pairs == NeedsPairs::yes) {
        batch.degraded = make_image_tensor(size, shape);
        batch.target = make_image_tensor(size, shape);
        batch.level = make_index_tensor(size);
    }
    return batch;
}

std::span<float> image_of(const at::Tensor& images, std::int64_t b, const ImageShape& shape) {
    return {images.data_ptr<float>() + static_cast<std::size_t>(b) * shape.values(), shape.values()};
}

bool all_finite(std::span<const float> values) {
    return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

void flip_rows(std::span<float> image, const ImageShape& shape) {
    const auto nx = static_cast<std::ptrdiff_t>(shape.nx);
    for (auto row = image.begin(); row != image.end(); row += nx) {
        std::reverse(row, row + nx);
    }
}

at::Tensor labels_of(const std::vector<std::int64_t>& labels, const std::vector<SampleId>& ids) {
    if (labels.empty()) {
        return {};
    }
    at::Tensor tensor = make_index_tensor(static_cast<std::int64_t>(ids.size()));
    for (std::size_t b = 0; b < ids.size(); ++b) {
        validate(ids[b] < static_cast<SampleId>(labels.size()), "image " + std::to_string(ids[b]) + " has no label",
                 "there are " + std::to_string(labels.size()) + " labels", "give the labels of the same images");
        tensor.data_ptr<std::int64_t>()[b] = labels[static_cast<std::size_t>(ids[b])];
    }
    return tensor;
}

}  // namespace ebru
