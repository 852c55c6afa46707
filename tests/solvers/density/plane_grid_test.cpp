#include "solvers/density/plane_grid.hpp"

#include <gtest/gtest.h>

namespace ebru {
namespace {

TEST(PlaneGrid, CentresRunRowByRowFromTheLowerCorner) {
    const PlaneGrid grid{{-1.0, 2.0}, {5.0, 3.0}, 3, 2};
    const std::vector<double> expected{0.0, 2.25, 2.0, 2.25, 4.0, 2.25, 0.0, 2.75, 2.0, 2.75, 4.0, 2.75};
    EXPECT_EQ(grid.centres(), expected);
    EXPECT_EQ(grid.cell_area(), 1.0);
}

}  // namespace
}  // namespace ebru
