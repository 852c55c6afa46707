#pragma once

#include <cmath>
#include <memory>
#include <vector>

#include "solvers/density/point_source.hpp"

namespace ebru {

inline std::vector<double> drawn(const PointSource& source, std::uint64_t seed, std::int64_t first,
                                 std::int64_t count) {
    std::vector<double> points(static_cast<std::size_t>(count * source.dimension()));
    source.draw(seed, first, points);
    return points;
}

/// Two Gaussians of unequal weights and widths in d dimensions.
inline GaussianMixture two_parts(int dimension) {
    const auto d = static_cast<std::size_t>(dimension);
    std::vector<double> left(d, 0.0);
    std::vector<double> right(d, 0.0);
    left[0] = -1.0;
    right[d - 1] = 1.5;
    return GaussianMixture(
        {{0.7, left, Covariance::isotropic(dimension, 0.36)}, {0.3, right, Covariance::isotropic(dimension, 0.09)}});
}

}  // namespace ebru
