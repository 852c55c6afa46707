#pragma once

#include <cstdint>

namespace ebru {

/// Images that feature extractors take at once, each slice by one thread: features have the same bits for any number of
/// threads, and of ranks where each takes a multiple of it.
constexpr std::int64_t feature_slice = 32;

}  // namespace ebru
