#include <gtest/gtest.h>

#include "tests/support/lbm_schemes.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Scheme>
class LbmAdd : public ::testing::Test {};
TYPED_TEST_SUITE(LbmAdd, AllLbmSchemes);

constexpr int images = 2;
constexpr int channels = 2;
constexpr int blocks = images * channels;

LbmParameters parameters_of(const NamedRelaxation& relaxation, Walls walls) {
    return {.relaxation = relaxation.choice, .walls = walls};
}

/// Kernel and twins through additions before the first run, after an odd and an even number of steps, and between
/// set_velocity() and the run that hands over: the twin adds e_i(delta, v_old) to every population, so that equal
/// states afterwards mean equal deviations from equilibrium.
template <class Scheme>
void compare_with_twin(Grid grid, Walls walls, const NamedRelaxation& relaxation) {
    using Real = typename Scheme::Real;
    const std::size_t cells = grid.cells();
    const Values u0 = random_values(blocks * cells, 0.0, 1.0, 1);
    auto kernel = Scheme::make({channels, grid.ny, grid.nx}, parameters_of(relaxation, walls), images);
    kernel.start(u0);
    std::vector<reference::LatticeBoltzmannTwin> twins;
    for (std::size_t b = 0; b < blocks; ++b) {
        twins.emplace_back(
            grid, reference::LatticeBoltzmannTwin::Rules{Scheme::directions(), Scheme::order, walls, true, true},
            part(u0, b * cells, cells));
    }
    int steps = 0;
    std::uint64_t seed = 10;
    for (const int run : {1, 2, 3, 2}) {
        const std::vector<Values> velocity{random_values(2 * cells, -0.1, 0.1, ++seed),
                                           random_values(2 * cells, -0.1, 0.1, ++seed)};
        const Values first = random_values(blocks * cells, -0.5, 1.0, ++seed);
        const Values second = random_values(blocks * cells, -1.0, 0.5, ++seed);
        const double alpha = 0.04 * (steps + 1);
        kernel.add(first);
        kernel.set_velocity(velocity, {0, 1});
        kernel.add(second);
        kernel.run(run, alpha);
        steps += run;
        const Values u = kernel.state();
        for (std::size_t b = 0; b < blocks; ++b) {
            twins[b].add(part(first, b * cells, cells));
            twins[b].add(part(second, b * cells, cells));
            twins[b].run(run, relaxation.tau_even(alpha), relaxation.tau_odd(alpha), velocity[b / channels]);
            const Values expected = twins[b].state();
            // Two additions a run are no more than two steps.
            ASSERT_LT(largest_difference(part(u, b * cells, cells), expected),
                      step_round_off<Real>(3 * steps, std::max(2.0, largest_size(expected))))
                << name_of(grid) << ", " << name_of(walls) << ", " << relaxation.name << ", block " << b << ", after "
                << steps << " steps";
        }
    }
}

TYPED_TEST(LbmAdd, LeavesDeviationsFromEquilibriumInEitherParity) {
    for (const NamedRelaxation& relaxation : all_relaxations()) {
        for (const Walls walls : {Walls::mirror, Walls::bounce_back, Walls::periodic}) {
            for (const Grid grid : {Grid{1, 7}, Grid{2, 2}, Grid{3, 5}, Grid{17, 33}}) {
                compare_with_twin<TypeParam>(grid, walls, relaxation);
            }
        }
    }
}

TYPED_TEST(LbmAdd, StateAndMassGrowByDelta) {
    using Real = typename TypeParam::Real;
    constexpr Grid grid{9, 14};
    const Values u0 = random_values(grid.cells(), 0.0, 1.0, 1);
    const Values delta = random_values(grid.cells(), -0.5, 1.0, 2);
    auto run = TypeParam::make({1, grid.ny, grid.nx}, {.relaxation = all_relaxations()[1].choice});
    run.start(u0);
    for (int steps = 0; steps < 5; ++steps) {
        const Values before = run.state();
        run.add(delta);
        const Values after = run.state();
        Values expected = before;
        double growth = 0.0;
        for (std::size_t i = 0; i < delta.size(); ++i) {
            expected[i] += delta[i];
            growth += after[i] - before[i] - delta[i];
        }
        const double round_off = step_round_off<Real>(1, largest_size(expected));
        EXPECT_LT(largest_difference(after, expected), round_off) << "after " << steps << " steps";
        // Cells round independently.
        EXPECT_LT(std::abs(growth), std::sqrt(double(grid.cells())) * round_off) << "after " << steps << " steps";
        run.set_velocity({random_values(2 * grid.cells(), -0.1, 0.1, 3)});
        run.run(1, 0.1);
    }
}

}  // namespace
}  // namespace ebru
