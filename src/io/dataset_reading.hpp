#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "io/hdf5_file.hpp"

namespace ebru {

/// Reads a block of half, float32 or float64 and converts it as ebru stores it, directly when memory and file agree.
/// Start, count and values as Hdf5Dataset::read.
template <class Real>
void read_converted(const Hdf5Dataset& dataset, const Hdf5Dims& start, const Hdf5Dims& count, std::span<Real> values);

/// Extends the checksums of rows first .. first + crc.size() - 1 (the first extent) by their bytes, about 16 MB at a
/// time.
void extend_row_checksums(const Hdf5Dataset& dataset, std::uint64_t first, std::vector<std::uint32_t>& crc);

}  // namespace ebru
