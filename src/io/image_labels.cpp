#include "io/image_labels.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.hpp"
#include "io/cifar_source.hpp"
#include "io/idx_source.hpp"
#include "io/source_location.hpp"

namespace ebru {

namespace {

/// The file of labels beside one of images, plain or gzipped, whichever is there.
std::optional<std::filesystem::path> labels_beside(const std::filesystem::path& images) {
    std::string name = images.filename().string();
    for (const char* word : {"images-idx3", "images.idx3"}) {
        const std::size_t at = name.find(word);
        if (at == std::string::npos) {
            continue;
        }
        const std::string separator(1, word[6]);
        name.replace(at, std::string(word).size(), "labels" + separator + "idx1");
        if (const auto file = plain_or_gzipped(images.parent_path() / name)) {
            return file;
        }
    }
    return std::nullopt;
}

}  // namespace

ImageLabels read_idx_labels(const std::filesystem::path& path) {
    const RawArray array = open_idx_array(path);
    validate(array.extent.size() == 1 && array.format == NumberFormat::uint8, "'" + path.string() + "' holds no labels",
             "labels are one row of bytes, IDX type 0x08 of rank 1; this array has rank " +
                 std::to_string(array.extent.size()),
             "give the file whose name ends in labels-idx1-ubyte");
    check_length(array);
    std::vector<double> values(static_cast<std::size_t>(array.extent.front()));
    read_values(array, 0, values, "the labels");
    ImageLabels labels;
    labels.number.resize(values.size());
    std::transform(values.begin(), values.end(), labels.number.begin(),
                   [](double value) { return std::lround(255.0 * value); });
    const auto largest = std::max_element(labels.number.begin(), labels.number.end());
    labels.classes = labels.number.empty() ? 0 : static_cast<int>(*largest) + 1;
    return labels;
}

std::optional<ImageLabels> find_labels(const SourceRequest& request) {
    const SourceLocation location = locate_source(request);
    switch (location.kind) {
        case SourceKind::cifar10:
            return ImageLabels{read_cifar_labels(location.path, CifarSet::cifar10), 10};
        case SourceKind::cifar100:
            return ImageLabels{read_cifar_labels(location.path, CifarSet::cifar100), 100};
        case SourceKind::idx:
            if (const auto beside = labels_beside(location.path)) {
                return read_idx_labels(*beside);
            }
            return std::nullopt;
        default:
            return std::nullopt;
    }
}

}  // namespace ebru
