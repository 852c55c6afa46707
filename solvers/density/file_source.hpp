#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/enum_names.hpp"
#include "solvers/density/point_source.hpp"

namespace ebru {

/// Where the mass of a picture is.
enum class PictureMass {
    bright,  ///< in proportion to the intensity
    dark,    ///< in proportion to 1 - intensity: ink on white paper
};

template <>
struct EnumNames<PictureMass> {
    static constexpr auto table =
        std::to_array<EnumName<PictureMass>>({{PictureMass::bright, "bright"}, {PictureMass::dark, "dark"}});
};

/// An intensity over pixels.
struct Picture {
    int ny = 0;
    int nx = 0;
    std::vector<double> intensity;  ///< (Y, X), top row first
};

/// Reads a PNG or JPEG (in colour: the mean of its channels) or an array of rank 2 from an NPY or HDF5 file.
/// \param dataset in an HDF5 file; may be empty.
/// \throws UserError for everything that is wrong with the file.
Picture read_intensity(const std::filesystem::path& path, const std::string& dataset = {});

/// A picture as a density in the plane: a pixel in proportion to its intensity, a place in it uniformly. The longest
/// side spans [-1, 1], the picture's centre is 0, y points up: the centre of pixel (y, x) is
/// ((2 x + 1 - nx)/L, (ny - 1 - 2 y)/L), L = max(nx, ny). O(log pixels) a point.
/// \param name of the picture in messages.
/// \throws UserError when an intensity is negative or not finite, exceeds 1 with PictureMass::dark, or all mass is 0.
std::unique_ptr<PointSource> make_picture_source(const Picture& picture, PictureMass mass, const std::string& name);

/// The given points in their order, whatever the seed. \param points (N, d); \param name of them in messages.
/// \throws UserError when there is none or a number is not finite.
std::unique_ptr<PointSource> make_stored_source(std::vector<double> points, int dimension, std::string name);

/// The points of an NPY or HDF5 file of shape (N, d), or (N) for d = 1, or of a text file with d numbers a line between
/// commas, blanks or tabs (a first line that is no numbers is a heading; lines from # on are passed over).
/// \param dimension wanted. \throws UserError when the file's is another, and for everything else that is wrong with
/// it.
std::unique_ptr<PointSource> open_stored_source(const std::filesystem::path& path, const std::string& dataset,
                                                int dimension);

}  // namespace ebru
