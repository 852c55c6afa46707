#pragma once

#include <cstdint>
#include <string>

#include "io/hdf5_file.hpp"

namespace ebru {

/// A line of the page that ebru info prints: "  pairs        4 samples x 2 pairs, float32, 1.5 MB", or "none".
std::string describe_part(const std::string& what, const std::string& amount, std::uint64_t values, NumberType type);

}  // namespace ebru
