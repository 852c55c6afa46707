#pragma once

#include <filesystem>
#include <optional>

#include "io/raw_array.hpp"

namespace ebru {

/// Opens an IDX file, plain or gzipped: two zero bytes, type (0x08 unsigned byte, 0x0D float, 0x0E double), rank, then
/// the extents and the numbers, big endian. Format: LeCun, Cortes and Burges, THE MNIST DATABASE. Cost: the header.
/// \throws UserError when the file is missing, is no IDX file of these types, or is not as long as its header says.
RawArray open_idx_array(const std::filesystem::path& path);

/// The file of that name, or of that name with or without ".gz", whichever is there.
std::optional<std::filesystem::path> plain_or_gzipped(const std::filesystem::path& path);

}  // namespace ebru
