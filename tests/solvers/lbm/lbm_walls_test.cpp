#include <gtest/gtest.h>

#include "tests/support/lbm_schemes.hpp"
#include "tests/support/transport_checks.hpp"

namespace ebru {
namespace {

template <class Scheme>
class LbmWalls : public ::testing::Test {};
TYPED_TEST_SUITE(LbmWalls, DoubleLbmSchemes);

TYPED_TEST(LbmWalls, MirrorEqualsAPeriodicRunOnTheDoubledDomain) {
    for (const NamedRelaxation& relaxation : all_relaxations()) {
        const auto make = [&](ImageShape shape, Walls walls) {
            return TypeParam::make(shape, {.relaxation = relaxation.choice, .walls = walls});
        };
        for (const Grid grid : {Grid{1, 6}, Grid{6, 1}, Grid{2, 2}, Grid{5, 7}, Grid{28, 28}}) {
            EXPECT_LT(mirror_against_doubled(make, grid), 1e-13) << relaxation.name << ", " << name_of(grid);
        }
    }
}

/// Bounce-back takes the tangential flux of the diagonal populations too (numerics.md 1.4): a channel of H cells
/// diffuses along its walls with alpha (1 - (2/3) sqrt(Lambda)/H), while the mirror rule diffuses with alpha.
TEST(LbmBounceBack, SlowsDiffusionAlongAChannelAsTheClosedFormSays) {
    using Scheme = LbmScheme<double, D2Q9, Equilibrium::quadratic>;
    constexpr int height = 6;
    constexpr int length = 256;
    constexpr Grid grid{height, length};
    const double k = std::numbers::pi / length;
    for (const double magic : {0.25, 0.0625}) {
        for (const double alpha : {0.05, 1.0 / 6.0}) {
            for (const Walls walls : {Walls::bounce_back, Walls::mirror}) {
                auto run = Scheme::make({1, height, length},
                                        {.relaxation = {.magic = Magic::value, .magic_value = magic}, .walls = walls});
                run.start(sample(grid, [&](double x, double) { return std::cos(k * x); }));
                run.set_velocity({uniform_velocity(grid, 0.0, 0.0)});
                run.run(2000, alpha);
                const double before = run.state()[0];
                run.run(1000, alpha);
                const double measured = -std::log(run.state()[0] / before) / (1000 * k * k * alpha);
                const double expected = walls == Walls::mirror ? 1.0 : 1.0 - 2.0 / 3.0 * std::sqrt(magic) / height;
                // k^2 = 1.5e-4: what is beyond the closed form is of that order.
                EXPECT_NEAR(measured, expected, 2e-4) << name_of(walls) << ", Lambda " << magic << ", alpha " << alpha;
            }
        }
    }
}

}  // namespace
}  // namespace ebru
