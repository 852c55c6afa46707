#include <gtest/gtest.h>

#include "tests/support/lbm_schemes.hpp"

namespace ebru {
namespace {

template <class Scheme>
class LbmPairs : public ::testing::Test {};
using Schemes =
    ::testing::Types<LbmScheme<float, D2Q9, Equilibrium::quadratic>, LbmScheme<double, D2Q5, Equilibrium::quadratic>>;
TYPED_TEST_SUITE(LbmPairs, Schemes);

/// A run of one step is never swept together with another one, a run of several is, from its first even step on. All
/// blocks are larger than first_level_cache and there are enough of them for every core. Without hand-over, so that a
/// run's first step is like the others.
TYPED_TEST(LbmPairs, StepsInPairsHaveTheBitsOfSingleSteps) {
    constexpr int images = 4;
    for (const Walls walls : {Walls::mirror, Walls::bounce_back, Walls::periodic}) {
        for (const Grid grid :
             {Grid{1, 1200}, Grid{1200, 1}, Grid{2, 900}, Grid{900, 2}, Grid{3, 700}, Grid{4, 600}, Grid{67, 61}}) {
            const ImageShape shape{1, grid.ny, grid.nx};
            const LbmParameters parameters{.relaxation = {}, .hand_over = IntervalHandOver::none, .walls = walls};
            auto together = TypeParam::make(shape, parameters, images);
            auto alone = TypeParam::make(shape, parameters, images);
            for (auto* run : {&together, &alone}) {
                run->start(random_values(images * grid.cells(), 0.0, 1.0, 3));
                run->set_velocity({random_values(2 * grid.cells(), -0.1, 0.1, 4)});
            }
            for (const int steps : {2, 1, 4, 5, 3}) {  // even and odd counts from even and odd first steps
                together.run(steps, 0.1);
                for (int s = 0; s < steps; ++s) {
                    alone.run(1, 0.1);
                }
                ASSERT_EQ(together.state(), alone.state())
                    << name_of(grid) << ", " << name_of(walls) << ", after " << steps << " steps";
            }
        }
    }
}

}  // namespace
}  // namespace ebru
