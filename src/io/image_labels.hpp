#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "io/image_source.hpp"

namespace ebru {

/// The classes of a set's images.
struct ImageLabels {
    std::vector<std::int64_t> number;  ///< (N), of image i, 0 .. classes - 1
    int classes = 0;                   ///< one more than the largest number; CIFAR: of the set
};

/// Labels from an IDX file of one axis of bytes, plain or gzipped. \throws UserError when it is another file.
ImageLabels read_idx_labels(const std::filesystem::path& path);

/// The labels that come with the images of a request: CIFAR's own (the fine ones of CIFAR-100), or the file of an IDX
/// set that bears the images' name with "labels-idx1" for "images-idx3". Nothing when there are none.
/// \throws UserError when the images cannot be found or the labels are damaged.
std::optional<ImageLabels> find_labels(const SourceRequest& request);

}  // namespace ebru
