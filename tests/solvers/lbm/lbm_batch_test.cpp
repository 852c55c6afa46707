#include <gtest/gtest.h>

#include "tests/support/lbm_schemes.hpp"
#include "tests/support/same_bits.hpp"

namespace ebru {
namespace {

template <class Scheme>
class LbmBatch : public ::testing::Test {};
TYPED_TEST_SUITE(LbmBatch, AllLbmSchemes);

/// A batch of one runs its rows in slices where there is more than one core, a batch of 64 image by image: so equal
/// bits also mean that both time loops agree.
TYPED_TEST(LbmBatch, BitsDoNotDependOnTheBatchSize) {
    const auto make = [](ImageShape shape, int images) {
        return TypeParam::make(shape, {.relaxation = {.magic = Magic::fourth_order}}, images);
    };
    for (const ImageShape& shape : {ImageShape{1, 28, 28}, ImageShape{2, 9, 13}}) {
        const Values one_by_one = states_in_batches(make, shape, 1);
        EXPECT_EQ(one_by_one, states_in_batches(make, shape, 7));
        EXPECT_EQ(one_by_one, states_in_batches(make, shape, 64));
    }
}

}  // namespace
}  // namespace ebru
