#include "io/half.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ebru {
namespace {

constexpr std::uint16_t infinite_half = 0x7c00;

TEST(Half, KnownNumbersHaveTheirIeeeBits) {
    EXPECT_EQ(half_from(1.0), 0x3c00);
    EXPECT_EQ(half_from(-2.0), 0xc000);
    EXPECT_EQ(half_from(65504.0), 0x7bff);
    EXPECT_EQ(half_from(0x1.0p-14), 0x0400);
    EXPECT_EQ(half_from(0x1.0p-24), 0x0001);
    EXPECT_EQ(half_from(1.0 / 3.0), 0x3555);
    EXPECT_EQ(half_from(0.0), 0x0000);
    EXPECT_EQ(half_from(-0.0), 0x8000);
}

TEST(Half, EveryHalfSurvivesTheWayThroughDouble) {
    for (unsigned bits = 0; bits <= 0xffffU; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const double value = double_from_half(half);
        if ((bits & 0x7fffU) > infinite_half) {
            EXPECT_TRUE(std::isnan(value)) << bits;
            EXPECT_TRUE(std::isnan(double_from_half(half_from(value)))) << bits;
        } else {
            EXPECT_EQ(half_from(value), half) << value;
        }
    }
}

// Between each two neighbours: the middle goes to the even one, and what is one double beside the middle to the nearer
// one. Includes all subnormals and the step from 65504 to 65536, which stands for infinity.
TEST(Half, RoundsToNearestTiesToEven) {
    for (std::uint16_t below = 0; below < infinite_half; ++below) {
        const auto above = static_cast<std::uint16_t>(below + 1);
        const double upper = above == infinite_half ? 65536.0 : double_from_half(above);
        const double middle = (double_from_half(below) + upper) / 2.0;
        EXPECT_EQ(half_from(middle), below % 2 == 0 ? below : above) << middle;
        EXPECT_EQ(half_from(std::nextafter(middle, 0.0)), below) << middle;
        EXPECT_EQ(half_from(std::nextafter(middle, 1e9)), above) << middle;
        EXPECT_EQ(half_from(-middle), half_from(middle) | 0x8000) << middle;
    }
}

// Through float, 1 + 2^-11 + 2^-30 would first lose its 2^-30 and then fall on the tie.
TEST(Half, DoublesAreRoundedOnce) {
    EXPECT_EQ(half_from(1.0 + 0x1.0p-11 + 0x1.0p-30), 0x3c01);
}

TEST(Half, TooLargeBecomesInfinite) {
    EXPECT_EQ(half_from(65519.999), 0x7bff);
    EXPECT_EQ(half_from(65520.0), infinite_half);
    EXPECT_EQ(half_from(-1e300), infinite_half | 0x8000);
    EXPECT_EQ(half_from(std::numeric_limits<double>::infinity()), infinite_half);
    EXPECT_EQ(half_from(std::numeric_limits<double>::denorm_min()), 0);
}

}  // namespace
}  // namespace ebru
