#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "io/image_labels.hpp"
#include "ml/evaluate/evaluation_settings.hpp"
#include "ml/features/labelled_images.hpp"
#include "solvers/forward/forward_settings.hpp"

namespace ebru {

/// A run of images of a source.
struct ImagePart {
    SourceRequest source;
    std::int64_t first = 0;
    std::int64_t count = 0;
};

/// The images that may have been trained on, and those that were not: the set's own test images, or, of sets without,
/// the last tenth of the deck's images (which a training run with a small data.holdout has seen).
struct DataParts {
    std::string name;
    ImageShape shape;
    ImagePart train;
    ImagePart test;
    bool own_test = false;  ///< the set keeps test images apart

    [[nodiscard]] const ImagePart& of(Split split) const { return split == Split::train ? train : test; }
};

/// \throws UserError when the data cannot be read, or are too few to be parted.
DataParts find_parts(const DataSettings& data);

/// All images of a part, (N, C, Y, X) uint8.
at::Tensor read_images(const ImagePart& part);

/// `count` different images of a part in random order, both by permutations of `seed`: (count, C, Y, X) uint8.
at::Tensor draw_images(const ImagePart& part, std::int64_t count, std::uint64_t seed);

/// Gives images first .. first + n - 1 of the part, (n, C, Y, X) uint8, to `take`, block by block: memory does not grow
/// with the part.
void visit_part(const ImagePart& part, const std::function<void(std::int64_t first, const at::Tensor& images)>& take);

/// Labels of both parts; nothing when there are none. \throws UserError for damaged or too few labels.
struct PartLabels {
    at::Tensor train;  ///< (N) int64
    at::Tensor test;
    int classes = 0;
};
std::optional<PartLabels> find_part_labels(const DataParts& parts, const std::filesystem::path& label_file);

/// All images of both parts with their labels.
LabelledData read_labelled(const DataParts& parts, const PartLabels& labels);

/// A hash of the data: shapes, numbers, labels, and the first and last images of each part.
std::string data_hash(const DataParts& parts, const std::optional<PartLabels>& labels);

}  // namespace ebru
