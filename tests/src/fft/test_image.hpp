#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/random.hpp"
#include "grid/grid.hpp"

namespace ebru::testing {

/// Values in (-1, 1) without structure; image n of a fixed sequence.
template <class Real>
std::vector<Real> random_image(Grid grid, std::uint64_t n = 0) {
    std::vector<Real> image(grid.cells());
    for (std::size_t cell = 0; cell < image.size(); ++cell) {
        const RandomWords words = random_words(7, RandomPurpose::velocity_phase, {.sample = n, .cell = cell});
        image[cell] = static_cast<Real>(2.0 * to_unit_interval(words.word[0]) - 1.0);
    }
    return image;
}

/// Square, non-square, odd, prime, one line, one cell.
inline const std::vector<Grid>& awkward_grids() {
    static const std::vector<Grid> grids{{8, 8}, {28, 28}, {5, 12}, {7, 9}, {1, 13}, {13, 1}, {1, 1}, {2, 2}};
    return grids;
}

/// Round-off of a sum of `terms` products of size one, direct or by FFT: eps times the terms, with a margin of 4.
template <class Real>
double sum_tolerance(std::size_t terms) {
    return 4.0 * static_cast<double>(std::numeric_limits<Real>::epsilon()) * static_cast<double>(terms);
}

}  // namespace ebru::testing
