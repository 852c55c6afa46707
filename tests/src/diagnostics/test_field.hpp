#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "grid/grid.hpp"

namespace ebru::testing {

/// Values in (-1, 1) without structure.
inline std::vector<double> random_values(std::size_t count, std::uint64_t seed = 1) {
    std::vector<double> values(count);
    for (std::size_t n = 0; n < count; ++n) {
        values[n] = 2.0 * to_unit_interval(random_words(seed, RandomPurpose::pair_levels, {.cell = n}).word[0]) - 1.0;
    }
    return values;
}

/// f(x, y) at the cell centres, (Y, X).
template <class Function>
std::vector<double> sampled(Grid grid, const Function& f) {
    std::vector<double> values;
    for (int y = 0; y < grid.ny; ++y) {
        for (int x = 0; x < grid.nx; ++x) {
            values.push_back(f(x + 0.5, y + 0.5));
        }
    }
    return values;
}

}  // namespace ebru::testing
