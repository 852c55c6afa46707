#include <gtest/gtest.h>

#include "tests/reference/stencil_twin.hpp"
#include "tests/support/stencil_run.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Real>
class StencilTwin : public ::testing::Test {};
TYPED_TEST_SUITE(StencilTwin, StencilPrecisions);

/// Kernel against the formula for every image and channel: velocity and alpha change together and alone, odd and even
/// counts of steps, alpha up to 1/2.
template <class Real>
void compare_with_twin(Grid grid, Walls walls, int images, int channels, const std::vector<int>& field_of) {
    struct Run {
        int steps;
        double alpha;
        bool new_velocity;
    };
    const auto fields = static_cast<std::size_t>(*std::max_element(field_of.begin(), field_of.end()) + 1);
    const auto blocks = static_cast<std::size_t>(images) * static_cast<std::size_t>(channels);
    const std::size_t cells = grid.cells();
    Values expected = random_values(blocks * cells, 0.0, 1.0, 1);
    auto kernel = stencil_run<Real>({channels, grid.ny, grid.nx}, walls, images);
    kernel.start(expected);
    std::vector<Values> velocity(fields);
    int steps = 0;
    double size = 1.0;
    for (const Run& run :
         {Run{3, 0.05, true}, Run{4, 1.0 / 6.0, false}, Run{1, 0.4, true}, Run{2, 0.4, true}, Run{5, 0.002, false}}) {
        if (run.new_velocity) {
            for (std::size_t f = 0; f < fields; ++f) {
                velocity[f] = random_values(2 * cells, -0.1, 0.1, 100 + 10 * static_cast<std::uint64_t>(steps) + f);
            }
            kernel.set_velocity(velocity, field_of);
        }
        kernel.run(run.steps, run.alpha);
        steps += run.steps;
        const Values u = kernel.state();
        for (std::size_t b = 0; b < blocks; ++b) {
            const auto field = static_cast<std::size_t>(field_of[b / static_cast<std::size_t>(channels)]);
            const Values one = reference::stencil_twin(grid, walls, run.alpha, velocity[field],
                                                       part(expected, b * cells, cells), run.steps);
            std::copy(one.begin(), one.end(), expected.begin() + static_cast<std::ptrdiff_t>(b * cells));
            size = std::max(size, largest_size(one));
            // One cell of the first row takes off what rounding adds to the change of a constant in all cells, in
            // double.
            const double gathered = steps * std::sqrt(static_cast<double>(cells)) * epsilon<double> * size;
            ASSERT_LT(largest_difference(part(u, b * cells, cells), one), step_round_off<Real>(steps, size) + gathered)
                << name_of(grid) << ", " << name_of(walls) << ", block " << b << ", after " << steps << " steps";
        }
    }
}

TYPED_TEST(StencilTwin, KernelEqualsTheFormulaOnAllShapes) {
    for (const Walls walls : {Walls::mirror, Walls::periodic}) {
        for (const Grid grid :
             {Grid{1, 7}, Grid{7, 1}, Grid{1, 1}, Grid{2, 2}, Grid{3, 5}, Grid{28, 28}, Grid{33, 17}, Grid{128, 96}}) {
            compare_with_twin<TypeParam>(grid, walls, 1, 1, {0});
        }
    }
}

TYPED_TEST(StencilTwin, FieldsSharedAndPerImageWithSeveralChannels) {
    for (const std::vector<int>& field_of :
         {std::vector<int>{0, 0, 0}, std::vector<int>{0, 1, 2}, std::vector<int>{1, 0, 1}}) {
        compare_with_twin<TypeParam>({5, 8}, Walls::mirror, 3, 2, field_of);
    }
}

TYPED_TEST(StencilTwin, ASecondBatchKnowsNothingOfTheFirst) {
    const Grid grid{5, 6};
    const Values u0 = random_values(grid.cells(), 0.0, 1.0, 4);
    auto fresh = stencil_run<TypeParam>({1, 5, 6}, Walls::mirror);
    auto used = stencil_run<TypeParam>({1, 5, 6}, Walls::mirror);
    used.start(random_values(grid.cells(), 5.0, 9.0, 5));
    used.set_velocity({random_values(2 * grid.cells(), -0.1, 0.1, 6)});
    used.run(3, 0.05);
    fresh.start(u0);
    used.start(u0);
    EXPECT_EQ(used.state(), fresh.state()) << "level 0";
    for (auto* run : {&fresh, &used}) {
        run->set_velocity({random_values(2 * grid.cells(), -0.1, 0.1, 3)});
        run->run(3, 0.05);
    }
    EXPECT_EQ(used.state(), fresh.state());
}

TEST(StencilWalls, BounceBackIsRefusedWithWhatToUseInstead) {
    try {
        const StencilCore<double> core({1, 4, 4}, Walls::bounce_back);
        FAIL() << "accepted";
    } catch (const UserError& error) {
        EXPECT_NE(error.problem().find("bounce-back"), std::string::npos);
        EXPECT_NE(error.advice().find("mirror"), std::string::npos);
        EXPECT_NE(error.advice().find("lbm"), std::string::npos);
    }
}

}  // namespace
}  // namespace ebru
