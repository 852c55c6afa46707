#pragma once

#include <filesystem>
#include <vector>

#include "io/image_source.hpp"

namespace ebru {

// What VTK decodes for picture_file.cpp; in a build without VTK each throws (vtk_support.hpp).

/// Shape of a JPEG picture, from its header. \throws UserError when it is damaged, too large or CMYK.
ImageShape jpeg_shape(const std::filesystem::path& path);

/// Values (C, Y, X) in [0, 1], top row first, alpha dropped; `shape` is what the header said.
/// \throws UserError when the picture is damaged, cut off or no longer of this shape.
std::vector<double> decode_png(const std::filesystem::path& path, const ImageShape& shape);

/// The same for JPEG. \throws UserError
std::vector<double> decode_jpeg(const std::filesystem::path& path, const ImageShape& shape);

}  // namespace ebru
