#pragma once

#include <algorithm>
#include <cstdint>

#include "base/random.hpp"

namespace ebru {

/// The random words of point `point` of an ensemble's start; `call` counts the calls of the generator that it needs.
inline RandomWords start_words(std::uint64_t seed, std::int64_t point, std::uint64_t call = 0) {
    return random_words(seed, RandomPurpose::ensemble_start,
                        {.sample = static_cast<std::uint64_t>(point), .channel = 0, .cell = call, .level = 0});
}

/// Uniform in 0 .. count - 1, to count 2^-52.
inline int uniform_index(std::uint64_t word, int count) {
    return std::min(static_cast<int>(to_unit_interval(word) * count), count - 1);
}

}  // namespace ebru
