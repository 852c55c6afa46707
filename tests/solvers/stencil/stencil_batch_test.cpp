#include <gtest/gtest.h>

#include "tests/support/same_bits.hpp"
#include "tests/support/stencil_run.hpp"

namespace ebru {
namespace {

template <class Real>
class StencilBatch : public ::testing::Test {};
TYPED_TEST_SUITE(StencilBatch, StencilPrecisions);

/// A batch of one runs its rows in slices where there is more than one core, a batch of 64 image by image: so equal
/// bits also mean that both time loops agree.
TYPED_TEST(StencilBatch, BitsDoNotDependOnTheBatchSize) {
    const auto make = [](ImageShape shape, int images) { return stencil_run<TypeParam>(shape, Walls::mirror, images); };
    for (const ImageShape& shape : {ImageShape{1, 28, 28}, ImageShape{2, 9, 13}}) {
        const Values one_by_one = states_in_batches(make, shape, 1);
        EXPECT_EQ(one_by_one, states_in_batches(make, shape, 7));
        EXPECT_EQ(one_by_one, states_in_batches(make, shape, 64));
    }
}

}  // namespace
}  // namespace ebru
