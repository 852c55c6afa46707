#include "ml/evaluate/data_parts.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/keyed_permutation.hpp"
#include "base/text_hash.hpp"
#include "io/test_images.hpp"
#include "ml/features/pixel_bytes.hpp"

namespace ebru {

namespace {

constexpr std::int64_t block = 512;  // images read at a time
constexpr std::int64_t hashed_images = 64;

/// Images first .. first + count - 1 of an open source.
at::Tensor read_block(ImageSource& source, std::int64_t first, std::int64_t count) {
    const ImageShape shape = source.shape();
    const at::Tensor images = at::empty({count, shape.channels, shape.ny, shape.nx}, at::kDouble);
    source.read(first, count, {images.mutable_data_ptr<double>(), static_cast<std::size_t>(images.numel())});
    return to_bytes(images);
}

/// Labels of images part.first on. \throws UserError
at::Tensor labels_of_part(const std::vector<std::int64_t>& labels, const ImagePart& part, const std::string& name) {
    const auto available = static_cast<std::int64_t>(labels.size());
    validate(part.first + part.count <= available, "the labels of " + name,
             fmt::format("there are {} for {} images", available, part.first + part.count),
             "give the labels of the same images");
    return at::tensor(at::ArrayRef<std::int64_t>(labels).slice(static_cast<std::size_t>(part.first),
                                                               static_cast<std::size_t>(part.count)));
}

void add_ends(TextHash& hash, const ImagePart& part) {
    const std::unique_ptr<ImageSource> source = open_image_source(part.source);
    const std::int64_t count = std::min(hashed_images, part.count);
    for (const std::int64_t first : {part.first, part.first + part.count - count}) {
        const at::Tensor images = read_block(*source, first, count);
        hash.add(
            std::as_bytes(std::span(images.const_data_ptr<std::uint8_t>(), static_cast<std::size_t>(images.numel()))));
    }
}

}  // namespace

DataParts find_parts(const DataSettings& data) {
    DataParts parts;
    parts.name = data.name;
    const std::unique_ptr<ImageSource> source = open_image_source(data.source);
    parts.shape = source->shape();
    const std::int64_t rest = source->size() - data.first;
    const std::int64_t count = data.count > 0 ? std::min(data.count, rest) : rest;
    parts.train = {data.source, data.first, count};
    if (const std::optional<SourceRequest> test = find_test_images(data.source)) {
        parts.own_test = true;
        parts.test = {*test, 0, open_image_source(*test)->size()};
    } else {
        const std::int64_t held_out = count / 10;
        validate(held_out >= 1, data.name, fmt::format("{} images cannot be parted into train and test", count),
                 "give at least ten images");
        parts.train.count -= held_out;
        parts.test = {data.source, data.first + parts.train.count, held_out};
    }
    return parts;
}

at::Tensor read_images(const ImagePart& part) {
    std::vector<at::Tensor> blocks;
    visit_part(part, [&](std::int64_t /*first*/, const at::Tensor& images) { blocks.push_back(images); });
    return at::cat(blocks);
}

at::Tensor draw_images(const ImagePart& part, std::int64_t count, std::uint64_t seed) {
    EBRU_EXPECT(count >= 1 && count <= part.count);
    // Row of each image in the result, -1 for those that are not drawn.
    std::vector<std::int64_t> row(static_cast<std::size_t>(part.count), -1);
    const KeyedPermutation order(seed, 0, 0, part.count);
    for (std::int64_t i = 0; i < count; ++i) {
        row[static_cast<std::size_t>(order(i))] = i;
    }
    at::Tensor drawn;
    visit_part(part, [&](std::int64_t first, const at::Tensor& images) {
        if (!drawn.defined()) {
            drawn = at::empty({count, images.size(1), images.size(2), images.size(3)}, images.options());
        }
        for (std::int64_t i = 0; i < images.size(0); ++i) {
            if (const std::int64_t place = row[static_cast<std::size_t>(first + i)]; place >= 0) {
                drawn[place].copy_(images[i]);
            }
        }
    });
    return drawn;
}

void visit_part(const ImagePart& part, const std::function<void(std::int64_t first, const at::Tensor& images)>& take) {
    const std::unique_ptr<ImageSource> source = open_image_source(part.source);
    for (std::int64_t first = 0; first < part.count; first += block) {
        take(first, read_block(*source, part.first + first, std::min(block, part.count - first)));
    }
}

std::optional<PartLabels> find_part_labels(const DataParts& parts, const std::filesystem::path& label_file) {
    const std::optional<ImageLabels> train =
        label_file.empty() ? find_labels(parts.train.source) : std::optional(read_idx_labels(label_file));
    const std::optional<ImageLabels> test = parts.own_test ? find_labels(parts.test.source) : train;
    if (!train || !test) {
        return std::nullopt;
    }
    return PartLabels{labels_of_part(train->number, parts.train, parts.name),
                      labels_of_part(test->number, parts.test, parts.name), std::max(train->classes, test->classes)};
}

LabelledData read_labelled(const DataParts& parts, const PartLabels& labels) {
    return {{read_images(parts.train), labels.train}, {read_images(parts.test), labels.test}, labels.classes};
}

std::string data_hash(const DataParts& parts, const std::optional<PartLabels>& labels) {
    TextHash hash;
    hash.add(fmt::format("{} {} {} {} {}", parts.shape.channels, parts.shape.ny, parts.shape.nx, parts.train.count,
                         parts.test.count));
    add_ends(hash, parts.train);
    add_ends(hash, parts.test);
    if (labels) {
        for (const at::Tensor& part : {labels->train, labels->test}) {
            hash.add(
                std::as_bytes(std::span(part.const_data_ptr<std::int64_t>(), static_cast<std::size_t>(part.numel()))));
        }
    }
    return hash.text();
}

}  // namespace ebru
