#pragma once

#include <ATen/core/Tensor.h>

namespace ebru {

/// Images with their classes.
struct LabelledImages {
    at::Tensor images;  ///< (N, C, Y, X) uint8, a byte a value (pixel_bytes.hpp)
    at::Tensor labels;  ///< (N) int64, 0 .. classes - 1
};

/// What a classifier is trained and judged on.
struct LabelledData {
    LabelledImages training;
    LabelledImages test;
    int classes = 0;
};

}  // namespace ebru
