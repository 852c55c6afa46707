#pragma once

#include <memory>

#include "io/image_source.hpp"

namespace ebru {

/// What values of a source can be: pictures stay in [0, 1] when they are resized, arrays are not limited.
enum class ValueRange { unlimited, unit_interval };

/// A reader of some kind of file, and what resizing must know of it.
struct OpenedSource {
    std::unique_ptr<ImageSource> images;
    ValueRange range = ValueRange::unlimited;
};

/// Checks the arguments of ImageSource::read against its contract.
void expect_valid_block(const ImageSource& source, std::int64_t first, std::int64_t count, std::span<double> values);

}  // namespace ebru
