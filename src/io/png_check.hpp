#pragma once

#include <span>
#include <string>
#include <vector>

#include "io/image_source.hpp"

namespace ebru {

/// First 33 bytes of a PNG file: signature and IHDR chunk.
inline constexpr std::size_t png_header_bytes = 33;

/// Shape of a PNG picture without alpha, from its first png_header_bytes bytes.
/// \param name  of the file, quoted, for messages
/// \throws UserError when they are not the start of a PNG file, or of one too large.
ImageShape png_shape(std::span<const unsigned char> header, const std::string& name);

/// A PNG file that a decoder can be trusted with.
struct CheckedPng {
    std::vector<unsigned char> file;
    /// libpng prints warnings about such a picture, although it decodes it well: interlaced (because of how
    /// vtkPNGReader calls it) or indexed (when an index is beyond the palette).
    bool libpng_may_print = false;
};

/// Checks a whole PNG file as far as a decoder relies on it: chunks and their checksums, and that the pixels inflate to
/// exactly the rows of the picture with known filters. Gives the same picture without transparency and without the
/// chunks that do not matter to pixels. This comes before vtkPNGReader because that crashes on the first error that
/// libpng finds (it jumps back into a function that has returned) and lets libpng print.
/// Format: PNG specification, third edition (W3C, 2025). Cost: inflating once.
/// \throws UserError naming the file and the fault.
CheckedPng checked_png(std::span<const unsigned char> file, const std::string& name);

}  // namespace ebru
