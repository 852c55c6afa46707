#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace ebru {

/// The bytes of a PNG file of 8-bit gray (1 channel) or RGB (3 channels) pixels.
///
/// Format: PNG specification, third edition (W3C, 2025): IHDR, one IDAT (zlib, level 6, rows unfiltered: contact sheets
/// are tiles of equal pixels, which match as they are), IEND. The same pixels give the same bytes with the same zlib.
/// \param pixels  (height, width, channels), top row first; \param width, height at least 1
/// Cost: deflating once; memory: the pixels once more.
std::string png_file(std::span<const std::uint8_t> pixels, int width, int height, int channels);

}  // namespace ebru
