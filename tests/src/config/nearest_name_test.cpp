#include "config/nearest_name.hpp"

#include <gtest/gtest.h>

namespace ebru {
namespace {

TEST(NearestName, EditsAreInsertDeleteReplaceAndSwap) {
    EXPECT_EQ(edit_distance("levels", "levels"), 0U);
    EXPECT_EQ(edit_distance("level", "levels"), 1U);
    EXPECT_EQ(edit_distance("levelss", "levels"), 1U);
    EXPECT_EQ(edit_distance("lavels", "levels"), 1U);
    EXPECT_EQ(edit_distance("levles", "levels"), 1U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("abc", ""), 3U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(NearestName, LetterCaseCostsNothing) {
    EXPECT_EQ(edit_distance("solver.pe", "Solver.Pe"), 0U);
}

TEST(NearestName, FindsTheClosestAndTakesTheFirstOfEquals) {
    EXPECT_EQ(nearest_name("solver.thetta", {"solver.beta", "solver.theta"}), "solver.theta");
    EXPECT_EQ(nearest_name("solver.Px", {"solver.Pe", "solver.Py"}), "solver.Pe");
}

TEST(NearestName, OffersNothingFarAway) {
    EXPECT_EQ(nearest_name("solver.magic", {"solver.levels", "run.threads"}), std::nullopt);
    EXPECT_EQ(nearest_name("a", {"b"}), std::nullopt);
    EXPECT_EQ(nearest_name("solver.ab", {"solver.Pe"}), std::nullopt);
}

TEST(NearestName, LongerWordsMayDifferMore) {
    EXPECT_EQ(nearest_name("viscositee", {"viscosity"}), "viscosity");  // 2 edits, 10 letters
    EXPECT_EQ(nearest_name("vix", {"vey"}), std::nullopt);              // 2 edits, 3 letters
}

TEST(NearestName, JoinsListsForReading) {
    EXPECT_EQ(joined({}), "");
    EXPECT_EQ(joined({"a"}), "a");
    EXPECT_EQ(joined({"a", "b"}), "a or b");
    EXPECT_EQ(joined({"a", "b", "c"}), "a, b or c");
    EXPECT_EQ(joined({"a", "b", "c"}, ", "), "a, b, c");
}

}  // namespace
}  // namespace ebru
