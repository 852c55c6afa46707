#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.hpp"
#include "tests/support/stencil_run.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Real>
class StencilBounds : public ::testing::Test {};
TYPED_TEST_SUITE(StencilBounds, StencilPrecisions);

constexpr Grid grid{19, 24};

/// An image with sharp edges: 0 or 1.
Values binary_image() {
    Values u = random_values(grid.cells(), 0.0, 1.0, 5);
    for (double& value : u) {
        value = value < 0.5 ? 0.0 : 1.0;
    }
    return u;
}

TYPED_TEST(StencilBounds, DiffusionStaysBetweenTheExtremesOfTheImage) {
    for (const Walls walls : {Walls::mirror, Walls::periodic}) {
        for (const double alpha : {0.002, 1.0 / 6.0, 0.5}) {
            auto run = stencil_run<TypeParam>({1, grid.ny, grid.nx}, walls);
            run.start(binary_image());
            run.set_velocity({uniform_velocity(grid, 0.0, 0.0)});
            for (int n = 1; n <= 30; ++n) {
                run.run(1, alpha);
                const Values u = run.state();
                ASSERT_GT(*std::min_element(u.begin(), u.end()), -step_round_off<TypeParam>(n, 1.0))
                    << "alpha " << alpha;
                ASSERT_LT(*std::max_element(u.begin(), u.end()), 1.0 + step_round_off<TypeParam>(n, 1.0))
                    << "alpha " << alpha;
            }
        }
    }
}

/// Weights are non-negative while |v| <= 2 alpha + v^2 <= 1 for both components: then u stays non-negative in any flow.
/// Just beyond, the first step away from a delta shows a negative value.
TYPED_TEST(StencilBounds, PositiveWhileTheCellPecletNumberAllowsIt) {
    constexpr double alpha = 0.03;
    const double limit = 0.5 * (1.0 - std::sqrt(1.0 - 8.0 * alpha));  // v = 2 alpha + v^2
    auto run = stencil_run<TypeParam>({1, grid.ny, grid.nx}, Walls::mirror);
    run.start(binary_image());
    run.set_velocity({random_values(2 * grid.cells(), -limit, limit, 8)});
    for (int n = 1; n <= 30; ++n) {
        run.run(1, alpha);
        const Values u = run.state();
        ASSERT_GT(*std::min_element(u.begin(), u.end()), -step_round_off<TypeParam>(n, 1.0)) << "step " << n;
    }
    Values delta(grid.cells(), 0.0);
    delta[cell(grid, 9, 9)] = 1.0;
    run.start(delta);
    run.set_velocity({uniform_velocity(grid, 1.5 * limit, 0.0)});
    run.run(1, alpha);
    const Values u = run.state();
    EXPECT_LT(*std::min_element(u.begin(), u.end()), -0.005);
}

/// The shortest wave along a uniform flow is multiplied by 1 - 2 (2 alpha + v^2) a step.
TYPED_TEST(StencilBounds, GrowsJustBeyondWhatIsRefusedAndNotBelow) {
    constexpr double speed = 0.1;
    constexpr double limit = 0.5 * (1.0 - speed * speed);
    Values shortest(grid.cells());
    for (std::size_t i = 0; i < shortest.size(); ++i) {
        shortest[i] = i % static_cast<std::size_t>(grid.nx) % 2 == 0 ? 1.0 : -1.0;
    }
    const auto size_after = [&](double alpha) {
        auto run = stencil_run<TypeParam>({1, grid.ny, grid.nx}, Walls::periodic);
        run.start(shortest);
        run.set_velocity({uniform_velocity(grid, speed, 0.0)});
        run.run(400, alpha);
        const Values u = run.state();
        return *std::max_element(u.begin(), u.end());
    };
    EXPECT_NO_THROW(check_stencil_stability(limit, speed, "level 1"));
    EXPECT_LT(size_after(limit), 1.0 + step_round_off<TypeParam>(400, 1.0));
    EXPECT_THROW(check_stencil_stability(0.5, speed, "level 1"), UserError);
    EXPECT_GT(size_after(0.5), 1000.0);  // 1.02^400 = 2755
}

}  // namespace
}  // namespace ebru
