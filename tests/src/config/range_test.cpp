#include "config/range.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ebru {
namespace {

TEST(Range, EndsBelongOrNotAsNamed) {
    const auto ends = [](const Range& range) { return std::pair(range.contains(1.0), range.contains(2.0)); };
    EXPECT_EQ(ends(Range::closed(1.0, 2.0)), std::pair(true, true));
    EXPECT_EQ(ends(Range::open(1.0, 2.0)), std::pair(false, false));
    EXPECT_EQ(ends(Range::right_open(1.0, 2.0)), std::pair(true, false));
    EXPECT_EQ(ends(Range::left_open(1.0, 2.0)), std::pair(false, true));
    EXPECT_EQ(ends(Range::above(1.0)), std::pair(false, true));
    EXPECT_EQ(ends(Range::at_least(1.0)), std::pair(true, true));
    EXPECT_EQ(ends(Range::below(2.0)), std::pair(true, false));
    EXPECT_EQ(ends(Range::at_most(2.0)), std::pair(true, true));
}

TEST(Range, NextNumberBeyondAClosedEndIsOutside) {
    const Range range = Range::closed(1.0, 2.0);
    EXPECT_FALSE(range.contains(std::nextafter(1.0, 0.0)));
    EXPECT_FALSE(range.contains(std::nextafter(2.0, 3.0)));
}

TEST(Range, InfinityAndNanAreInNoRange) {
    for (const double value :
         {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), std::nan("")}) {
        EXPECT_FALSE(Range::any().contains(value));
        EXPECT_FALSE(Range::at_least(0.0).contains(value));
        EXPECT_FALSE(Range::closed(-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity())
                         .contains(value));
        EXPECT_FALSE(Range::at_most(0.0).contains(value));
    }
}

TEST(Range, TextNamesEndsAndUnit) {
    EXPECT_EQ(Range::any().text(), "a finite number");
    EXPECT_EQ(Range::above(0.0).text(), "a number > 0");
    EXPECT_EQ(Range::at_least(0.5).text(), "a number >= 0.5");
    EXPECT_EQ(Range::below(1.0).text(), "a number < 1");
    EXPECT_EQ(Range::at_most(1.0).text(), "a number <= 1");
    EXPECT_EQ(Range::left_open(0.0, 0.1).text(), "a number in (0, 0.1]");
    EXPECT_EQ(Range::right_open(-1.0, 1.0, "pixels").text(), "a number in [-1, 1), in pixels");
}

TEST(IntRange, IsClosed) {
    const IntRange range = IntRange::closed(1, 3);
    EXPECT_FALSE(range.contains(0));
    EXPECT_TRUE(range.contains(1));
    EXPECT_TRUE(range.contains(3));
    EXPECT_FALSE(range.contains(4));
    EXPECT_EQ(IntRange::closed(1, 3, "pixels").text(), "an integer in [1, 3], in pixels");
}

TEST(IntRange, TextLeavesOutAnEndThatIsNone) {
    EXPECT_EQ(IntRange::at_least(1).text(), "an integer >= 1");
    EXPECT_EQ(IntRange::any().text(), "an integer");
}

}  // namespace
}  // namespace ebru
