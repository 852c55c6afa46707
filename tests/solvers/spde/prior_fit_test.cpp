#include "solvers/spde/prior_fit.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/support/image_values.hpp"
#include "tests/support/mode_statistics.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Real>
class PriorFitTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(PriorFitTest, Precisions);

constexpr ImageShape shape{2, 3, 5};

/// States with a mean, a spread and correlations of their own in every pixel and channel.
Values some_states(std::size_t count) {
    Values states = random_values(count * shape.values(), -1.0, 1.0, 17);
    for (std::size_t i = 1; i < states.size(); ++i) {
        const auto place = static_cast<double>(i % shape.values());
        states[i] =
            0.2 * place + (0.1 + 0.02 * place) * states[i] + (i % shape.values() > 0 ? 0.1 * states[i - 1] : 0.0);
    }
    return states;
}

template <class Real>
Values modes_of(const ImageBatch<Real>& images) {
    CosineBatch<Real> cosines(shape.grid());
    const auto modes = like(images);
    cosines.forward(images, modes);
    return to_values(modes);
}

TYPED_TEST(PriorFitTest, MeanAndVarianceAreThoseOfTheModes) {
    const auto states = to_images<TypeParam>(shape, some_states(50));
    PriorFit<TypeParam> prior(shape, 1);
    prior.add(states);
    EXPECT_EQ(prior.count(), 50);
    const ModeStatistics expected(modes_of(states), shape.values());
    // Sums in double of 50 values of size 10.
    EXPECT_LE(largest_difference(prior.mean(), expected.mean), 1e-13);
    EXPECT_LE(largest_difference(prior.variance(), expected.variance), 1e-12);
}

TYPED_TEST(PriorFitTest, BitsDoNotDependOnTheBatches) {
    const Values states = some_states(12);
    PriorFit<TypeParam> whole(shape, 1);
    whole.add(to_images<TypeParam>(shape, states));
    PriorFit<TypeParam> pieces(shape, 1);
    std::size_t first = 0;
    for (const std::size_t count : {5U, 1U, 6U}) {
        const auto begin = states.begin() + static_cast<std::ptrdiff_t>(first * shape.values());
        pieces.add(
            to_images<TypeParam>(shape, Values(begin, begin + static_cast<std::ptrdiff_t>(count * shape.values()))));
        first += count;
    }
    EXPECT_EQ(whole.mean(), pieces.mean());
    EXPECT_EQ(whole.variance(), pieces.variance());
    const std::vector<SampleId> ids{4, 9};
    const auto both = make_images<TypeParam>(2, shape);
    const auto alone = make_images<TypeParam>(1, shape);
    whole.draw(ids, both);
    pieces.draw(std::span(&ids[1], 1), alone);
    const Values pair = to_values(both);
    EXPECT_EQ(Values(pair.begin() + static_cast<std::ptrdiff_t>(shape.values()), pair.end()), to_values(alone));
}

TYPED_TEST(PriorFitTest, DrawsHaveTheFittedMoments) {
    PriorFit<TypeParam> prior(shape, 3);
    prior.add(to_images<TypeParam>(shape, some_states(50)));
    std::vector<SampleId> ids(20000);
    std::iota(ids.begin(), ids.end(), SampleId{0});
    const auto drawn = make_images<TypeParam>(ids.size(), shape);
    prior.draw(ids, drawn);
    // Two transforms of modes of size 10.
    expect_moments({modes_of(drawn), shape.values()}, prior.mean(), prior.variance(), 80.0 * epsilon<TypeParam>);
}

TYPED_TEST(PriorFitTest, ConstantStatesAreDrawnAsTheyAre) {
    PriorFit<TypeParam> prior(shape, 3);
    const Values state = random_values(shape.values(), 0.0, 1.0, 5);
    Values twice = state;
    twice.insert(twice.end(), state.begin(), state.end());
    prior.add(to_images<TypeParam>(shape, twice));
    const auto drawn = make_images<TypeParam>(1, shape);
    const std::vector<SampleId> ids{0};
    prior.draw(ids, drawn);
    EXPECT_LE(largest_difference(to_values(drawn), state), 16.0 * epsilon<TypeParam>);
}

}  // namespace
}  // namespace ebru
