#pragma once

#include <cstdint>

namespace ebru {

/// Every metric once, N against N.
struct CostCase {
    std::int64_t samples = 10000;
    int features = 84;
    int side = 28;      ///< of the images, one channel
    int channels = 16;  ///< of the feature maps, as large as the images: one layer
};

/// Prints the seconds that each metric takes, their sum and the largest memory that the program held.
void measure_cost(const CostCase& cost);

}  // namespace ebru
