#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "grid/grid.hpp"
#include "io/image_source.hpp"

namespace ebru {

/// Opens one PNG or JPEG picture, or a folder of them (not its subfolders), sorted by file name, byte by byte.
///
/// The first picture decides whether the set is gray or in colour. Gray pictures in a set in colour get three equal
/// channels, since nothing is lost; a picture in colour in a gray set is an error. All headers are read at once, so
/// that a bad file is found before any work is done. Memory: one picture as stored.
/// \param size  wanted; 0 x 0 takes the pictures as they are, which then must be of one size
/// \throws UserError naming the picture that cannot be read or does not fit the others.
std::unique_ptr<ImageSource> open_picture_source(const std::filesystem::path& path, Grid size);

/// The pictures in a folder, sorted by name.
std::vector<std::filesystem::path> picture_files(const std::filesystem::path& folder);

}  // namespace ebru
