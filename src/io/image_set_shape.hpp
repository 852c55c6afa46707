#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "field/image_batch.hpp"

namespace ebru {

/// Largest image that a reader of arrays accepts, C * Y * X values: 131072 x 131072, which only runs in blocks hold.
inline constexpr std::uint64_t max_image_values = std::uint64_t{1} << 34U;

/// Largest picture and largest size to resize to: 16384 x 16384. Keeps a damaged header from asking for memory.
inline constexpr std::uint64_t max_picture_values = std::uint64_t{1} << 28U;

/// Number of images in an array and the shape of one.
struct ImageSetShape {
    std::int64_t count = 0;
    ImageShape image;
};

/// (Y, X) is one gray image, (N, Y, X) are gray images, (N, C, Y, X) are images of C channels.
/// \param name  of the file, quoted, for the message
/// \throws UserError for another rank, an empty extent, or an image of more than max_image_values.
ImageSetShape image_set_shape(std::span<const std::int64_t> extent, const std::string& name);

/// Product of the extents.
/// \throws UserError when an extent is negative or the product passes 2^60, which no file holds.
std::uint64_t value_count(std::span<const std::int64_t> extent, const std::string& name);

/// \throws UserError unless an array can be seen as planes (.., Y, X): rank 2 to 4, none of its axes empty.
void require_planes(std::span<const std::int64_t> extent, const std::string& name);

/// Number of values of an array that is to be read whole.
/// \throws UserError unless the rank is 1 to 4, and 1 to 2^30 values (8 GiB of doubles).
std::size_t whole_array_count(std::span<const std::int64_t> extent, const std::string& name);

/// "(60000, 28, 28)".
std::string extent_text(std::span<const std::int64_t> extent);

/// "image 7" or "images 7 to 9", counted from 0: what a reader says it was reading.
std::string images_text(std::int64_t first, std::int64_t count);

}  // namespace ebru
