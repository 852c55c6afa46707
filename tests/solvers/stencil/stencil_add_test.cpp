#include <gtest/gtest.h>

#include "tests/reference/stencil_twin.hpp"
#include "tests/support/stencil_run.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Real>
class StencilAdd : public ::testing::Test {};
TYPED_TEST_SUITE(StencilAdd, StencilPrecisions);

TYPED_TEST(StencilAdd, TheNextStepsAreThoseOfTheSum) {
    constexpr double alpha = 0.1;
    for (const Walls walls : {Walls::mirror, Walls::periodic}) {
        for (const Grid grid : {Grid{1, 7}, Grid{2, 2}, Grid{3, 5}, Grid{17, 33}}) {
            const std::size_t cells = grid.cells();
            const Values velocity = random_values(2 * cells, -0.1, 0.1, 1);
            Values expected = random_values(2 * cells, 0.0, 1.0, 2);
            auto run = stencil_run<TypeParam>({2, grid.ny, grid.nx}, walls);
            run.start(expected);
            run.set_velocity({velocity});
            int steps = 0;
            for (const int count : {1, 2, 3}) {
                const Values delta = random_values(2 * cells, -0.5, 1.0, 10 + static_cast<std::uint64_t>(count));
                run.add(delta);
                run.run(count, alpha);
                steps += count;
                for (std::size_t c = 0; c < 2; ++c) {
                    Values sum = part(expected, c * cells, cells);
                    for (std::size_t i = 0; i < cells; ++i) {
                        sum[i] += delta[c * cells + i];
                    }
                    const Values one = reference::stencil_twin(grid, walls, alpha, velocity, sum, count);
                    std::copy(one.begin(), one.end(), expected.begin() + static_cast<std::ptrdiff_t>(c * cells));
                }
                // An addition is no more than a step.
                ASSERT_LT(largest_difference(run.state(), expected),
                          step_round_off<TypeParam>(2 * steps, std::max(2.0, largest_size(expected))))
                    << name_of(grid) << ", " << name_of(walls) << ", after " << steps << " steps";
            }
        }
    }
}

TYPED_TEST(StencilAdd, MassGrowsByTheSumOfDelta) {
    constexpr Grid grid{9, 14};
    const Values delta = random_values(grid.cells(), -0.5, 1.0, 2);
    auto run = stencil_run<TypeParam>({1, grid.ny, grid.nx}, Walls::mirror);
    run.start(random_values(grid.cells(), 0.0, 1.0, 1));
    const Values before = run.state();
    run.add(delta);
    const Values after = run.state();
    double growth = 0.0;
    for (std::size_t i = 0; i < delta.size(); ++i) {
        growth += after[i] - before[i] - delta[i];
    }
    // Cells round independently.
    EXPECT_LT(std::abs(growth), std::sqrt(double(grid.cells())) * step_round_off<TypeParam>(1, 2.0));
}

}  // namespace
}  // namespace ebru
