#include <gtest/gtest.h>

#include "tests/support/lbm_schemes.hpp"
#include "tests/support/mass_drift.hpp"

namespace ebru {
namespace {

template <class Scheme>
class LbmMass : public ::testing::Test {};
TYPED_TEST_SUITE(LbmMass, AllLbmSchemes);

constexpr int many_steps = 100000;

TYPED_TEST(LbmMass, IsKeptOverManyStepsOnAllShapes) {
    using Real = typename TypeParam::Real;
    for (const Grid grid : mass_test_grids()) {
        const ImageShape shape{1, grid.ny, grid.nx};
        EXPECT_LE(mass_drift<Real>(TypeParam::make(shape, {}, 2), shape, 2, many_steps), mass_bound<Real>)
            << name_of(grid);
    }
}

TYPED_TEST(LbmMass, IsKeptWithEveryWallAndCollision) {
    using Real = typename TypeParam::Real;
    const ImageShape shape{2, 5, 3};
    for (const Walls walls : {Walls::mirror, Walls::bounce_back, Walls::periodic}) {
        for (const NamedRelaxation& relaxation : all_relaxations()) {
            const LbmParameters parameters{.relaxation = relaxation.choice, .walls = walls};
            EXPECT_LE(mass_drift<Real>(TypeParam::make(shape, parameters, 2), shape, 2, many_steps), mass_bound<Real>)
                << name_of(walls) << ", " << relaxation.name;
        }
    }
}

}  // namespace
}  // namespace ebru
