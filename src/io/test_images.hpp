#pragma once

#include <optional>

#include "io/image_source.hpp"

namespace ebru {

/// The images that a set keeps apart for tests, as a request of their own with the same size: of IDX files the one
/// named "t10k" or "test" for "train", of CIFAR folders test_batch.bin (CIFAR-10) or test.bin (CIFAR-100). Nothing for
/// other sets, and where the file is not there. \throws UserError when the set itself cannot be found.
std::optional<SourceRequest> find_test_images(const SourceRequest& request);

}  // namespace ebru
