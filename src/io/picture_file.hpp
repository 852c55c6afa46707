#pragma once

#include <filesystem>
#include <vector>

#include "io/image_source.hpp"

namespace ebru {

/// Whether the name ends in .png, .jpg or .jpeg, in any case.
bool has_picture_name(const std::filesystem::path& path);

/// Shape of a PNG or JPEG picture without its alpha channel: gray (1) or colour (3), 8 or 16 bits.
///
/// Reads the header. When the file does not end as such a file should, it is decoded to find out whether it is cut off.
/// Orientation notes of cameras (EXIF) are not followed.
/// \throws UserError naming the file when its content is not what its name says, damaged, cut off, or CMYK.
ImageShape picture_shape(const std::filesystem::path& path);

/// Decodes a picture, values (C, Y, X) in [0, 1], top row first: value/255 or value/65535; alpha is dropped.
/// \throws UserError as above.
std::vector<double> read_picture(const std::filesystem::path& path, const ImageShape& shape);

}  // namespace ebru
