#include "field/padded_layout.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/transport_run.hpp"

namespace ebru {
namespace {

TEST(PaddedLayout, EveryCellAndGhostHasItsOwnPlaceInTheField) {
    for (const Grid grid :
         {Grid{1, 1}, Grid{1, 14}, Grid{14, 1}, Grid{2, 15}, Grid{28, 28}, Grid{33, 17}, Grid{5, 62}}) {
        const PaddedLayout layout(grid);
        std::set<std::ptrdiff_t> places;
        for (int y = -1; y <= grid.ny; ++y) {
            for (int x = -1; x <= grid.nx; ++x) {
                const std::ptrdiff_t place = layout.offset(y, x);
                EXPECT_TRUE(places.insert(place).second) << name_of(grid) << ": cell " << y << ", " << x << " twice";
                EXPECT_GE(place, 0) << name_of(grid);
                EXPECT_LT(place, layout.field_stride) << name_of(grid);
            }
        }
    }
}

TEST(PaddedLayout, RowsStartOnCacheLinesAndFieldsOnDifferentSets) {
    for (int nx = 1; nx < 70; ++nx) {
        const PaddedLayout layout(Grid{3, nx});
        EXPECT_EQ(layout.offset(0, 0) % 16, 0) << nx;
        EXPECT_EQ(layout.row_stride % 16, 0) << nx;
        EXPECT_EQ(layout.field_stride % 32, 16) << nx;
    }
}

TEST(PaddedLayout, OneValueBeyondTheWholeVectorsOfTheLastRowStillBelongsToTheField) {
    for (int ny = 1; ny < 6; ++ny) {
        for (int nx = 1; nx < 70; ++nx) {
            const PaddedLayout layout(Grid{ny, nx});
            EXPECT_LT(layout.offset(ny, (nx + 15) / 16 * 16), layout.field_stride) << ny << "x" << nx;
            EXPECT_GE(layout.offset(-1, -1), 0);
        }
    }
}

}  // namespace
}  // namespace ebru
