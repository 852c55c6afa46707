#include <gtest/gtest.h>

#include "tests/support/lbm_schemes.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Scheme>
class LbmTwin : public ::testing::Test {};
TYPED_TEST_SUITE(LbmTwin, AllLbmSchemes);

/// One run: steps, diffusivity, and whether a new velocity is set before it.
struct Run {
    int steps;
    double alpha;
    bool new_velocity;
};
/// Odd and even counts; tau and v change alone and together; alpha above 1/6 once.
const std::vector<Run> runs{{3, 0.05, true}, {4, 1.0 / 6.0, true}, {1, 0.02, false},
                            {2, 0.1, true},  {5, 0.2, true},       {1, 0.2, false}};

/// Kernel against one twin for every image and channel, after every run of the list.
template <class Scheme>
void compare_with_twin(Grid grid, int images, int channels, const std::vector<int>& field_of,
                       const LbmParameters& parameters, const NamedRelaxation& relaxation) {
    using Real = typename Scheme::Real;
    const ImageShape shape{channels, grid.ny, grid.nx};
    const auto fields = static_cast<std::size_t>(*std::max_element(field_of.begin(), field_of.end()) + 1);
    const auto blocks = static_cast<std::size_t>(images) * static_cast<std::size_t>(channels);
    const Values u0 = random_values(blocks * grid.cells(), 0.0, 1.0, 1);
    auto kernel = Scheme::make(shape, parameters, images);
    kernel.start(u0);
    std::vector<reference::LatticeBoltzmannTwin> twins;
    for (std::size_t b = 0; b < blocks; ++b) {
        twins.emplace_back(grid,
                           reference::LatticeBoltzmannTwin::Rules{Scheme::directions(), Scheme::order, parameters.walls,
                                                                  parameters.start == PopulationStart::gradient,
                                                                  parameters.hand_over == IntervalHandOver::rescale},
                           part(u0, b * grid.cells(), grid.cells()));
    }
    std::vector<Values> velocity(fields);
    int steps = 0;
    double size = 1.0;
    for (const Run& run : runs) {
        if (run.new_velocity) {
            for (std::size_t f = 0; f < fields; ++f) {
                velocity[f] =
                    random_values(2 * grid.cells(), -0.1, 0.1, 100 + 10 * static_cast<std::uint64_t>(steps) + f);
            }
            kernel.set_velocity(velocity, field_of);
        }
        kernel.run(run.steps, run.alpha);
        steps += run.steps;
        const Values u = kernel.state();
        for (std::size_t b = 0; b < blocks; ++b) {
            const auto field = static_cast<std::size_t>(field_of[b / static_cast<std::size_t>(channels)]);
            twins[b].run(run.steps, relaxation.tau_even(run.alpha), relaxation.tau_odd(run.alpha), velocity[field]);
            const Values expected = twins[b].state();
            size = std::max(size, largest_size(expected));
            // float rounds the initial image and the velocities too: within the 16 eps of the start.
            ASSERT_LT(largest_difference(part(u, b * grid.cells(), grid.cells()), expected),
                      step_round_off<Real>(steps, size))
                << name_of(grid) << ", " << name_of(parameters.walls) << ", " << relaxation.name << ", block " << b
                << ", after " << steps << " steps";
        }
    }
}

TYPED_TEST(LbmTwin, KernelEqualsPlainLoopsForAllRulesAndSizes) {
    for (const NamedRelaxation& relaxation : all_relaxations()) {
        for (const Walls walls : {Walls::mirror, Walls::bounce_back, Walls::periodic}) {
            for (const Grid grid : {Grid{1, 7}, Grid{7, 1}, Grid{1, 1}, Grid{2, 2}, Grid{3, 5}, Grid{33, 17}}) {
                compare_with_twin<TypeParam>(grid, 1, 1, {0}, {.relaxation = relaxation.choice, .walls = walls},
                                             relaxation);
            }
        }
    }
}

TYPED_TEST(LbmTwin, BothStartsWithAndWithoutHandOver) {
    const NamedRelaxation relaxation = all_relaxations()[1];
    for (const PopulationStart start : {PopulationStart::gradient, PopulationStart::equilibrium}) {
        for (const IntervalHandOver hand_over : {IntervalHandOver::rescale, IntervalHandOver::none}) {
            for (const Walls walls : {Walls::mirror, Walls::periodic}) {
                compare_with_twin<TypeParam>({6, 9}, 1, 1, {0}, {relaxation.choice, start, hand_over, walls},
                                             relaxation);
            }
        }
    }
}

TYPED_TEST(LbmTwin, FieldsSharedAndPerImageWithSeveralChannels) {
    const NamedRelaxation relaxation = all_relaxations()[1];
    for (const std::vector<int>& field_of :
         {std::vector<int>{0, 0, 0}, std::vector<int>{0, 1, 2}, std::vector<int>{1, 0, 1}}) {
        compare_with_twin<TypeParam>({5, 8}, 3, 2, field_of, {.relaxation = relaxation.choice}, relaxation);
        compare_with_twin<TypeParam>({28, 28}, 3, 1, field_of,
                                     {.relaxation = relaxation.choice, .walls = Walls::bounce_back}, relaxation);
    }
}

TYPED_TEST(LbmTwin, ImagesOfManyRows) {
    const NamedRelaxation relaxation = all_relaxations()[2];
    compare_with_twin<TypeParam>({128, 96}, 1, 1, {0}, {.relaxation = relaxation.choice}, relaxation);
    compare_with_twin<TypeParam>({96, 128}, 1, 1, {0}, {.relaxation = relaxation.choice, .walls = Walls::periodic},
                                 relaxation);
}

TYPED_TEST(LbmTwin, ASecondBatchKnowsNothingOfTheFirst) {
    const Grid grid{5, 6};
    const NamedRelaxation relaxation = all_relaxations()[1];
    const Values velocity = random_values(2 * grid.cells(), -0.1, 0.1, 3);
    const Values u0 = random_values(grid.cells(), 0.0, 1.0, 4);
    auto fresh = TypeParam::make({1, 5, 6}, {.relaxation = relaxation.choice});
    auto used = TypeParam::make({1, 5, 6}, {.relaxation = relaxation.choice});
    used.start(random_values(grid.cells(), 5.0, 9.0, 5));
    used.set_velocity({random_values(2 * grid.cells(), -0.1, 0.1, 6)});
    used.run(3, 0.05);
    fresh.start(u0);
    used.start(u0);
    EXPECT_EQ(used.state(), fresh.state()) << "level 0";
    for (auto* run : {&fresh, &used}) {
        run->set_velocity({velocity});
        run->run(3, 0.1);
    }
    EXPECT_EQ(used.state(), fresh.state());
}

}  // namespace
}  // namespace ebru
