#include "diagnostics/error_norms.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/error.hpp"

namespace ebru {
namespace {

template <class Real>
class ErrorNormsTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(ErrorNormsTest, Precisions);

TYPED_TEST(ErrorNormsTest, ByHand) {
    const std::vector<TypeParam> values{1, 2, -3, 4};
    const std::vector<TypeParam> reference{1, 0, 1, 4};
    const ErrorNorms norms = error_norms<TypeParam>(values, reference);  // differences 0, 2, -4, 0
    EXPECT_DOUBLE_EQ(norms.l1, 6.0 / 4.0);
    EXPECT_DOUBLE_EQ(norms.l2, std::sqrt(20.0 / 4.0));
    EXPECT_DOUBLE_EQ(norms.max, 4.0);
}

TYPED_TEST(ErrorNormsTest, NotANumberIsNeverHidden) {
    for (const std::size_t at : {0U, 1U, 2U}) {
        std::vector<TypeParam> values{1, 2, 3};
        values[at] = static_cast<TypeParam>(NAN);
        const ErrorNorms norms = error_norms<TypeParam>(values, std::vector<TypeParam>{0, 0, 0});
        EXPECT_TRUE(std::isnan(norms.l1));
        EXPECT_TRUE(std::isnan(norms.l2));
        EXPECT_TRUE(std::isnan(norms.max));
    }
}

TEST(ErrorNorms, RefusesUnequalLengths) {
    const std::vector<double> two(2);
    const std::vector<double> three(3);
    EXPECT_THROW((void)error_norms<double>(two, three), ContractError);
    EXPECT_THROW((void)error_norms<double>({}, {}), ContractError);
}

}  // namespace
}  // namespace ebru
