#include "solvers/density/shape_source.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "base/error.hpp"
#include "tests/solvers/density/density_test_data.hpp"

namespace ebru {
namespace {

constexpr double pi = std::numbers::pi;

double angle_of(double x, double y) {
    const double angle = std::atan2(y, x);
    return angle < 0.0 ? angle + 2.0 * pi : angle;
}

bool in_star(double x, double y) {
    // Seen from the centre, within 36 degrees of a point: the edge is the line from (1, 0) to the corner at 36 degrees.
    const double turn = angle_of(x, y) - pi / 2.0 + 4.0 * pi;
    const double from_tip = std::abs(std::remainder(turn, 2.0 * pi / 5.0));
    const double corner_x = 0.4 * std::cos(pi / 5.0);
    const double corner_y = 0.4 * std::sin(pi / 5.0);
    const double along = std::hypot(x, y) * std::cos(from_tip);
    const double across = std::hypot(x, y) * std::sin(from_tip);
    return (1.0 - along) * corner_y >= across * (1.0 - corner_x);
}

bool in_spiral(double x, double y) {
    const double r = std::hypot(x, y);
    for (int turn = 0; turn < 2; ++turn) {
        const double s = (angle_of(x, y) + 2.0 * pi * turn) / (4.0 * pi);
        if (s >= 0.1 && s <= 1.0 && std::abs(r - 0.9 * s) <= 0.04) {
            return true;
        }
    }
    return false;
}

bool in_half_ring(double x, double y) {
    const double r = std::hypot(x, y);
    return y >= 0.0 && r >= 0.4 && r <= 0.6;
}

/// The figures again, from their description, for centre 0 and size 1.
bool inside(PlaneShape shape, double x, double y) {
    const double r = std::hypot(x, y);
    const double largest = std::max(std::abs(x), std::abs(y));
    const auto in_middle = [](double z) { return std::abs(z) <= 1.0 / 3.0; };
    const auto strip = [](double z) { return static_cast<int>(std::floor(2.0 * (z + 1.0))); };
    switch (shape) {
        case PlaneShape::disc:
            return r <= 1.0;
        case PlaneShape::ring:
            return r >= 0.7 && r <= 1.0;
        case PlaneShape::square:
            return largest <= 1.0;
        case PlaneShape::cross:
            return largest <= 1.0 && (in_middle(x) || in_middle(y));
        case PlaneShape::star:
            return in_star(x, y);
        case PlaneShape::moons:
            return in_half_ring(x + 0.25, y + 0.125) || in_half_ring(0.25 - x, 0.125 - y);
        case PlaneShape::spiral:
            return in_spiral(x, y);
        case PlaneShape::checkerboard:
            return largest <= 1.0 && (strip(x) + strip(y)) % 2 == 0;
    }
    return false;
}

struct Figure {
    PlaneShape shape;
    double area;
};

const std::vector<Figure> figures{{PlaneShape::disc, pi},
                                  {PlaneShape::ring, pi * 0.51},
                                  {PlaneShape::square, 4.0},
                                  {PlaneShape::cross, 20.0 / 9.0},
                                  {PlaneShape::star, 2.0 * std::sin(pi / 5.0)},
                                  {PlaneShape::moons, pi * 0.2},
                                  {PlaneShape::spiral, 0.072 * 4.0 * pi * 0.495},
                                  {PlaneShape::checkerboard, 2.0}};

constexpr int cells = 100;  // over [-1, 1], a side
constexpr double side = 2.0 / cells;

/// Whether a cell lies inside the figure, as far as 7 x 7 of its places say.
bool cell_inside(PlaneShape shape, int row, int column) {
    for (int i = 0; i < 7; ++i) {
        for (int j = 0; j < 7; ++j) {
            if (!inside(shape, -1.0 + side * (column + (j + 0.02) / 6.04), -1.0 + side * (row + (i + 0.02) / 6.04))) {
                return false;
            }
        }
    }
    return true;
}

// Cells of equal size within the figure hold N cell/area points each: chi-squared of n of them has the mean n (1 -
// their share/n) and a standard deviation of about sqrt(2 n); four of these. A wrong law of one coordinate changes
// counts by tens of per cent, chi-squared by that squared times N share: thousands.
void expect_uniform(const Figure& figure) {
    constexpr std::int64_t count = 400'000;
    const std::vector<double> points = drawn(*make_shape_source({figure.shape, {0.0, 0.0}, 1.0}), 7, 0, count);
    std::vector<double> counts(cells * cells, 0.0);
    for (std::size_t i = 0; i < points.size(); i += 2) {
        const auto column = static_cast<std::size_t>((points[i] + 1.0) / side);
        const auto row = static_cast<std::size_t>((points[i + 1] + 1.0) / side);
        ASSERT_LT(std::max(row, column), static_cast<std::size_t>(cells));
        counts[row * cells + column] += 1.0;
    }
    const double expected = static_cast<double>(count) * side * side / figure.area;
    double chi_squared = 0.0;
    double whole = 0.0;
    double inside_count = 0.0;
    for (int row = 0; row < cells; ++row) {
        for (int column = 0; column < cells; ++column) {
            if (cell_inside(figure.shape, row, column)) {
                const double found = counts[static_cast<std::size_t>(row * cells + column)];
                chi_squared += (found - expected) * (found - expected) / expected;
                inside_count += found;
                whole += 1.0;
            }
        }
    }
    ASSERT_GT(whole, 200.0);
    const double share = whole * expected / static_cast<double>(count);
    EXPECT_NEAR(chi_squared, whole - share, 4.0 * std::sqrt(2.0 * whole)) << to_name(figure.shape);
    // A figure that is a union of cells holds all points.
    const double spread = std::sqrt(static_cast<double>(count) * share * std::max(0.0, 1.0 - share));
    EXPECT_NEAR(inside_count, whole * expected, 4.0 * spread + 1e-6) << to_name(figure.shape);
}

TEST(ShapeSource, EqualAreasHoldEqualShares) {
    for (const Figure& figure : figures) {
        expect_uniform(figure);
    }
}

TEST(ShapeSource, AllPointsLieInTheFigure) {
    EXPECT_EQ(figures.size(), all_names<PlaneShape>().size());
    for (const Figure& figure : figures) {
        const std::vector<double> points = drawn(*make_shape_source({figure.shape, {0.0, 0.0}, 1.0}), 1, 0, 20'000);
        for (std::size_t i = 0; i < points.size(); i += 2) {
            // Of the places around a point within round-off, one at least: edges belong to the figure.
            bool found = false;
            for (const double dx : {-1e-12, 0.0, 1e-12}) {
                for (const double dy : {-1e-12, 0.0, 1e-12}) {
                    found = found || inside(figure.shape, points[i] + dx, points[i + 1] + dy);
                }
            }
            ASSERT_TRUE(found) << to_name(figure.shape) << " at " << points[i] << ", " << points[i + 1];
        }
    }
}

TEST(ShapeSource, MovesAndGrows) {
    const std::vector<double> plain = drawn(*make_shape_source({PlaneShape::star, {0.0, 0.0}, 1.0}), 1, 0, 100);
    const std::vector<double> placed = drawn(*make_shape_source({PlaneShape::star, {4.0, -2.0}, 0.5}), 1, 0, 100);
    for (std::size_t i = 0; i < plain.size(); i += 2) {
        EXPECT_DOUBLE_EQ(placed[i], 4.0 + 0.5 * plain[i]);
        EXPECT_DOUBLE_EQ(placed[i + 1], -2.0 + 0.5 * plain[i + 1]);
    }
}

TEST(ShapeSource, RefusesASizeThatIsNone) {
    for (const double size : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        EXPECT_THROW(make_shape_source({PlaneShape::ring, {0.0, 0.0}, size}), UserError);
    }
    EXPECT_THROW(make_shape_source({PlaneShape::ring, {0.0, std::nan("")}, 1.0}), UserError);
}

}  // namespace
}  // namespace ebru
