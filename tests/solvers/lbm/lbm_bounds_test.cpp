#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/lbm_schemes.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

constexpr Grid grid{19, 24};
constexpr ImageShape shape{1, 19, 24};

/// An image with sharp edges: 0 or 1.
Values binary_image() {
    Values u = random_values(grid.cells(), 0.0, 1.0, 5);
    for (double& value : u) {
        value = value < 0.5 ? 0.0 : 1.0;
    }
    return u;
}

struct Extremes {
    double low = 0.0;
    double high = 0.0;
};

template <class Scheme>
Extremes extremes(const RelaxationChoice& relaxation, Walls walls, double alpha, const Values& velocity, int steps) {
    auto run = Scheme::make(shape, {.relaxation = relaxation, .start = PopulationStart::equilibrium, .walls = walls});
    run.start(binary_image());
    run.set_velocity({velocity});
    Extremes found{1.0, 0.0};
    for (int n = 0; n < steps; ++n) {
        run.run(1, alpha);
        const Values u = run.state();
        found.low = std::min(found.low, *std::min_element(u.begin(), u.end()));
        found.high = std::max(found.high, *std::max_element(u.begin(), u.end()));
    }
    return found;
}

template <class Scheme>
class LbmBounds : public ::testing::Test {};
TYPED_TEST_SUITE(LbmBounds, AllLbmSchemes);

TYPED_TEST(LbmBounds, DiffusionStaysBetweenTheExtremesWhenLambdaIsAQuarter) {
    const double slack = step_round_off<typename TypeParam::Real>(60, 1.0);
    for (const Walls walls : {Walls::mirror, Walls::bounce_back, Walls::periodic}) {
        for (const double alpha : {0.003, 0.05, 1.0 / 6.0}) {
            const Extremes found =
                extremes<TypeParam>({.magic = Magic::quarter}, walls, alpha, uniform_velocity(grid, 0.0, 0.0), 60);
            EXPECT_GT(found.low, -slack) << name_of(walls) << ", alpha " << alpha;
            EXPECT_LT(found.high, 1.0 + slack) << name_of(walls) << ", alpha " << alpha;
        }
    }
}

/// Linear equilibrium, tau- <= 1: positive while |v_x| + |v_y| <= 2 alpha (numerics.md 1.3).
template <class Scheme>
class LbmBoundsOfLinear : public ::testing::Test {};
using LinearSchemes =
    ::testing::Types<LbmScheme<double, D2Q9, Equilibrium::linear>, LbmScheme<double, D2Q5, Equilibrium::linear>,
                     LbmScheme<float, D2Q9, Equilibrium::linear>, LbmScheme<float, D2Q5, Equilibrium::linear>>;
TYPED_TEST_SUITE(LbmBoundsOfLinear, LinearSchemes);

TYPED_TEST(LbmBoundsOfLinear, IsPositiveUpToCellPecletTwo) {
    const double slack = step_round_off<typename TypeParam::Real>(60, 1.0);
    for (const double alpha : {0.02, 0.1}) {
        const Extremes found = extremes<TypeParam>({.magic = Magic::quarter}, Walls::mirror, alpha,
                                                   random_values(2 * grid.cells(), -alpha, alpha, 8), 60);
        EXPECT_GT(found.low, -slack) << "alpha " << alpha;
    }
}

TEST(LbmBoundsOfBgk, AtSmallTauItLeavesTheExtremes) {
    const Extremes found = extremes<LbmScheme<double, D2Q9, Equilibrium::quadratic>>(
        {.collision = Collision::bgk}, Walls::mirror, 0.003, uniform_velocity(grid, 0.0, 0.0), 60);
    EXPECT_LT(found.low, -0.1);
    EXPECT_GT(found.high, 1.1);
}

}  // namespace
}  // namespace ebru
