#include <gtest/gtest.h>

#include "tests/support/lbm_schemes.hpp"
#include "tests/support/transport_checks.hpp"

namespace ebru {
namespace {

template <class Scheme>
class LbmSchedule : public ::testing::Test {
  protected:
    static ScheduleMisses misses(LbmParameters parameters, double cell_peclet) {
        parameters.walls = Walls::periodic;
        return delta_through_schedule(Scheme::make({1, schedule_grid.ny, schedule_grid.nx}, parameters), schedule_grid,
                                      cell_peclet);
    }
};
TYPED_TEST_SUITE(LbmSchedule, DoubleLbmSchemes);

TYPED_TEST(LbmSchedule, FourierNumberIsMetAtEveryLevelWhateverTauDoes) {
    for (const NamedRelaxation& relaxation : all_relaxations()) {
        const ScheduleMisses m = this->misses({.relaxation = relaxation.choice}, 0.0);
        EXPECT_LT(m.mass, 1e-13) << relaxation.name;
        EXPECT_LT(m.spread, 1e-11) << relaxation.name;
        EXPECT_LT(m.shift, 1e-11) << relaxation.name;
    }
}

TYPED_TEST(LbmSchedule, TheCentreMovesByTheSumOfVelocities) {
    for (const NamedRelaxation& relaxation : all_relaxations()) {
        const ScheduleMisses m = this->misses({.relaxation = relaxation.choice}, 0.5);
        EXPECT_LT(m.shift, 1e-11) << relaxation.name;
        if (TypeParam::kind == Equilibrium::quadratic) {
            EXPECT_LT(m.spread, 1e-11) << relaxation.name;
        } else {
            // The linear equilibrium spreads less along the flow: relative to alpha by 3 v^2 <= 3 (0.5/6)^2 = 0.021.
            EXPECT_LT(m.excess, -1e-3) << relaxation.name;
            EXPECT_GT(m.excess, -0.021) << relaxation.name;
        }
    }
}

TYPED_TEST(LbmSchedule, WithoutHandOverEarlyLevelsMissTheirFourierNumber) {
    const ScheduleMisses m =
        this->misses({.relaxation = {.magic = Magic::quarter}, .hand_over = IntervalHandOver::none}, 0.5);
    EXPECT_GT(m.spread, 0.05);
    EXPECT_GT(m.shift, 1e-3);
}

TYPED_TEST(LbmSchedule, EquilibriumStartMissesWhatTheClosedFormSays) {
    constexpr Grid grid{64, 64};
    Values delta(grid.cells(), 0.0);
    delta[cell(grid, 32, 32)] = 1.0;
    for (const NamedRelaxation& relaxation : all_relaxations()) {
        for (const double alpha : {0.02, 0.1, 1.0 / 6.0, 0.25}) {
            for (const int steps : {1, 2, 5, 30}) {
                const double v = TypeParam::kind == Equilibrium::quadratic ? 0.05 : 0.0;
                const double tau = 0.5 + 3.0 * alpha;
                const double missing = 2.0 / 3.0 * tau * (tau - 1.0) * (1.0 - std::pow(1.0 - 1.0 / tau, steps));
                for (const PopulationStart start : {PopulationStart::equilibrium, PopulationStart::gradient}) {
                    auto run = TypeParam::make(
                        {1, 64, 64}, {.relaxation = relaxation.choice, .start = start, .walls = Walls::periodic});
                    run.start(delta);
                    run.set_velocity({uniform_velocity(grid, v, -v)});
                    run.run(steps, alpha);
                    const ImageMoments m = image_moments(grid, run.state(), 32, 32);
                    const double expected =
                        2.0 * alpha * steps - (start == PopulationStart::equilibrium ? missing : 0.0);
                    EXPECT_NEAR(m.variance[0], expected, 1e-11) << relaxation.name << ", alpha " << alpha;
                    EXPECT_NEAR(m.variance[1], expected, 1e-11) << relaxation.name << ", alpha " << alpha;
                }
            }
        }
    }
}

}  // namespace
}  // namespace ebru
