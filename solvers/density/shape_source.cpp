#include "solvers/density/shape_source.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "solvers/density/start_words.hpp"

namespace ebru {

namespace {

using Place = std::array<double, 2>;

constexpr double pi = std::numbers::pi;

Place on_circle(double radius, double angle) {
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

/// A radius with the area between inner and outer distributed uniformly: the law of r^2 is uniform.
double ring_radius(double inner, double outer, double u) {
    return std::sqrt(inner * inner + u * (outer * outer - inner * inner));
}

/// A square of the side `side` about `middle`.
Place in_square(Place middle, double side, double u, double v) {
    return {middle[0] + side * (u - 0.5), middle[1] + side * (v - 0.5)};
}

Place in_cross(const RandomWords& words, double u, double v) {
    constexpr std::array<Place, 5> squares{{{0.0, 0.0}, {1.0, 0.0}, {-1.0, 0.0}, {0.0, 1.0}, {0.0, -1.0}}};
    const Place at = squares[static_cast<std::size_t>(uniform_index(words.word[2], 5))];
    return in_square({at[0] * 2.0 / 3.0, at[1] * 2.0 / 3.0}, 2.0 / 3.0, u, v);
}

/// Ten equal triangles: the centre, a point of the star and a corner beside it.
Place in_star(const RandomWords& words, double u, double v) {
    const int triangle = uniform_index(words.word[2], 10);
    const double tip_angle = pi / 2.0 + 2.0 * pi / 5.0 * (triangle / 2);
    const Place tip = on_circle(1.0, tip_angle);
    const Place corner = on_circle(0.4, tip_angle + (triangle % 2 == 0 ? pi / 5.0 : -pi / 5.0));
    // sqrt(u) from the centre, v across: uniform in a triangle
    const double out = std::sqrt(u);
    return {out * ((1.0 - v) * tip[0] + v * corner[0]), out * ((1.0 - v) * tip[1] + v * corner[1])};
}

Place in_moons(const RandomWords& words, double u, double v) {
    const double side = uniform_index(words.word[2], 2) == 0 ? 1.0 : -1.0;
    const Place bow = on_circle(ring_radius(0.4, 0.6, u), pi * v);
    return {side * (bow[0] - 0.25), side * (bow[1] - 0.125)};
}

/// The band |r - c(s)| <= w about r = c(s) = 0.9 s at angle 4 pi s has the area 2 w c(s) d(angle): s^2 is uniform.
Place in_spiral(double u, double v) {
    constexpr double half_width = 0.04;
    const double s = ring_radius(0.1, 1.0, u);
    const double middle = 0.9 * s;
    return on_circle(ring_radius(middle - half_width, middle + half_width, v), 4.0 * pi * s);
}

Place in_checkerboard(const RandomWords& words, double u, double v) {
    const int square = uniform_index(words.word[2], 8);
    const int row = square / 2;
    const int column = 2 * (square % 2) + row % 2;
    return in_square({-0.75 + 0.5 * column, -0.75 + 0.5 * row}, 0.5, u, v);
}

/// A point of the figure with centre 0 and size 1.
Place in_shape(PlaneShape shape, const RandomWords& words) {
    const double u = to_unit_interval(words.word[0]);
    const double v = to_unit_interval(words.word[1]);
    switch (shape) {
        case PlaneShape::disc:
            return on_circle(ring_radius(0.0, 1.0, u), 2.0 * pi * v);
        case PlaneShape::ring:
            return on_circle(ring_radius(0.7, 1.0, u), 2.0 * pi * v);
        case PlaneShape::square:
            return in_square({0.0, 0.0}, 2.0, u, v);
        case PlaneShape::cross:
            return in_cross(words, u, v);
        case PlaneShape::star:
            return in_star(words, u, v);
        case PlaneShape::moons:
            return in_moons(words, u, v);
        case PlaneShape::spiral:
            return in_spiral(u, v);
        case PlaneShape::checkerboard:
            return in_checkerboard(words, u, v);
    }
    EBRU_ASSERT(false);
    return {};
}

class ShapeSource final : public PointSource {
  public:
    explicit ShapeSource(const ShapeParameters& parameters) : parameters_(parameters) {}

    [[nodiscard]] int dimension() const override { return 2; }

    void draw(std::uint64_t seed, std::int64_t first, std::span<double> points) const override {
        EBRU_EXPECT(first >= 0 && points.size() % 2 == 0);
        for (std::size_t i = 0; i < points.size() / 2; ++i) {
            const Place at = in_shape(parameters_.shape, start_words(seed, first + static_cast<std::int64_t>(i)));
            points[2 * i] = parameters_.centre[0] + parameters_.size * at[0];
            points[2 * i + 1] = parameters_.centre[1] + parameters_.size * at[1];
        }
    }

  private:
    ShapeParameters parameters_;
};

}  // namespace

std::unique_ptr<PointSource> make_shape_source(const ShapeParameters& parameters) {
    const std::string name(to_name(parameters.shape));
    validate(parameters.size > 0.0 && std::isfinite(parameters.size),
             fmt::format("a {} of size {}", name, parameters.size), "points are uniform in its area",
             "give a positive finite size");
    validate(std::isfinite(parameters.centre[0]) && std::isfinite(parameters.centre[1]),
             fmt::format("a {} about ({}, {})", name, parameters.centre[0], parameters.centre[1]), "it has no place",
             "give two finite numbers");
    return std::make_unique<ShapeSource>(parameters);
}

}  // namespace ebru
