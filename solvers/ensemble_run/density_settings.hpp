#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/enum_names.hpp"
#include "config/deck.hpp"
#include "solvers/density/file_source.hpp"
#include "solvers/density/gaussian_mixture.hpp"
#include "solvers/density/point_source.hpp"
#include "solvers/density/shape_source.hpp"

namespace ebru {

enum class DensityKind { gaussian, mixture, shape, image, file };

template <>
struct EnumNames<DensityKind> {
    static constexpr auto table = std::to_array<EnumName<DensityKind>>({{DensityKind::gaussian, "gaussian"},
                                                                        {DensityKind::mixture, "mixture"},
                                                                        {DensityKind::shape, "shape"},
                                                                        {DensityKind::image, "image"},
                                                                        {DensityKind::file, "file"}});
};

/// A density of a deck: the table [density], or [second] where an experiment has two.
struct DensitySettings {
    DensityKind kind = DensityKind::gaussian;
    int dimension = 2;
    std::optional<GaussianMixture> mixture;  ///< gaussian, mixture
    ShapeParameters shape;                   ///< shape
    std::filesystem::path path;              ///< image, file
    std::string dataset;                     ///< image, file: name inside an HDF5 file
    PictureMass mass = PictureMass::bright;  ///< image
    std::string table;                       ///< the deck's name for it, for messages
};

/// Reads a density of `dimension` directions. Means are M d numbers, component by component; covariances M numbers
/// (variance times the identity), M d (diagonals) or M d d (matrices, row by row).
/// \throws UserError naming the key: lists of the wrong length, "density.covariances[2]" singular or not symmetric, a
/// shape or an image in other than two dimensions.
DensitySettings read_density_settings(Deck& deck, const std::string& table, int dimension);

/// What draws its points. Opens the file of an image or of points. \throws UserError for what is wrong with it.
std::unique_ptr<PointSource> make_point_source(const DensitySettings& density);

/// "mixture of 5 Gaussians in 2 dimensions", "ring of size 1", "points of data.npy".
std::string describe_density(const DensitySettings& density);

}  // namespace ebru
