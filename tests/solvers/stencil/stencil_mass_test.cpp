#include <gtest/gtest.h>

#include "tests/support/mass_drift.hpp"
#include "tests/support/stencil_run.hpp"

namespace ebru {
namespace {

template <class Real>
class StencilMass : public ::testing::Test {};
TYPED_TEST_SUITE(StencilMass, StencilPrecisions);

TYPED_TEST(StencilMass, IsKeptOverManySteps) {
    for (const Grid grid : mass_test_grids()) {
        for (const Walls walls : {Walls::mirror, Walls::periodic}) {
            const ImageShape shape{grid.nx == 5 ? 2 : 1, grid.ny, grid.nx};
            auto run = stencil_run<TypeParam>(shape, walls, 2);
            EXPECT_LE(mass_drift(std::move(run), shape, 2, 100000), mass_bound<TypeParam>)
                << name_of(grid) << ", " << name_of(walls);
        }
    }
}

}  // namespace
}  // namespace ebru
