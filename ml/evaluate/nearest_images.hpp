#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "ml/evaluate/data_parts.hpp"

namespace ebru {

/// For every query the most similar image of a part.
struct NearestImages {
    at::Tensor images;                  ///< (N, C, Y, X) uint8
    std::vector<std::int64_t> numbers;  ///< (N), place in the part
    std::vector<double> distances;      ///< (N), root of the mean squared difference of the values, 0 to 1

    [[nodiscard]] double mean_distance() const;
};

/// Complete search by pixel distance. \param queries (N, C, Y, X) uint8. Memory for one block of the part's images;
/// cost 3 N M C Y X operations.
NearestImages nearest_images(const at::Tensor& queries, const ImagePart& part);

}  // namespace ebru
