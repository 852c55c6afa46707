#pragma once

#include <array>
#include <memory>

#include "base/enum_names.hpp"
#include "solvers/density/point_source.hpp"

namespace ebru {

/// Plane figures, for centre 0 and size 1.
enum class PlaneShape {
    disc,    ///< |x| <= 1
    ring,    ///< 0.7 <= |x| <= 1
    square,  ///< [-1, 1]^2
    cross,   ///< the five middle squares of side 2/3 of [-1, 1]^2
    star,    ///< five points at radius 1, the first one up, and five corners between them at radius 0.4
    moons,   ///< two half rings of radii 0.4 to 0.6, the upper about (-0.25, -0.125), the lower about (0.25, 0.125)
    spiral,  ///< |r - 0.9 s| <= 0.04 along two turns: angle 4 pi s, 0.1 <= s <= 1
    checkerboard,  ///< the eight squares of side 1/2 of [-1, 1]^2 whose column and row are both even or both odd
};

template <>
struct EnumNames<PlaneShape> {
    static constexpr auto table = std::to_array<EnumName<PlaneShape>>({{PlaneShape::disc, "disc"},
                                                                       {PlaneShape::ring, "ring"},
                                                                       {PlaneShape::square, "square"},
                                                                       {PlaneShape::cross, "cross"},
                                                                       {PlaneShape::star, "star"},
                                                                       {PlaneShape::moons, "moons"},
                                                                       {PlaneShape::spiral, "spiral"},
                                                                       {PlaneShape::checkerboard, "checkerboard"}});
};

struct ShapeParameters {
    PlaneShape shape = PlaneShape::disc;
    std::array<double, 2> centre{0.0, 0.0};
    double size = 1.0;  ///< > 0: the figure above is enlarged by it
};

/// Uniform in a plane figure: equal areas hold equal shares, exactly (no rejection: one call of the generator a point).
/// \throws UserError when the size is not positive and finite or the centre is not finite.
std::unique_ptr<PointSource> make_shape_source(const ShapeParameters& parameters);

}  // namespace ebru
