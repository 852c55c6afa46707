#pragma once

#include "grid/grid.hpp"

namespace ebru {

/// A channel along x at rest, H cells between its walls.
struct Channel {
    int height = 0;
    int length = 0;
    double alpha = 0.0;
    double magic = 0.25;  ///< Lambda of the D2Q9 TRT scheme
};

/// Effective diffusivity along a channel over alpha, from the decay of its slowest mode cos(pi x / length) between two
/// late times, in double. \param walls the same on all sides.
double relative_diffusivity(const Channel& channel, Walls walls);

}  // namespace ebru
