#include "solvers/forward/pair_levels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace ebru {
namespace {

TEST(PairLevels, AreDistinctIncreasingAndWithinOneToK) {
    constexpr int levels = 7;
    for (int pairs = 0; pairs <= levels; ++pairs) {
        for (SampleId id = 0; id < 50; ++id) {
            const std::vector<std::int32_t> drawn = draw_pair_levels(3, id, levels, pairs);

            ASSERT_EQ(static_cast<int>(drawn.size()), pairs);
            EXPECT_EQ(std::set<std::int32_t>(drawn.begin(), drawn.end()).size(), drawn.size());
            EXPECT_TRUE(std::is_sorted(drawn.begin(), drawn.end()));
            for (const std::int32_t k : drawn) {
                EXPECT_GE(k, 1);
                EXPECT_LE(k, levels);
            }
        }
    }
}

// The references' defect: an exclusive upper bound leaves level K untrained. Counts are binomial: 5 standard
// deviations.
TEST(PairLevels, EveryLevelIncludingTheLastIsDrawnEquallyOften) {
    constexpr int levels = 10;
    constexpr int pairs = 3;
    constexpr int images = 20000;
    std::vector<int> count(levels + 1, 0);
    for (SampleId id = 0; id < images; ++id) {
        for (const std::int32_t k : draw_pair_levels(11, id, levels, pairs)) {
            ++count[static_cast<std::size_t>(k)];
        }
    }

    const double probability = static_cast<double>(pairs) / levels;
    const double deviation = std::sqrt(images * probability * (1.0 - probability));
    for (int k = 1; k <= levels; ++k) {
        EXPECT_NEAR(count[static_cast<std::size_t>(k)], images * probability, 5.0 * deviation) << "level " << k;
    }
}

TEST(PairLevels, WindowsFitIntoTheLevels) {
    std::vector<bool> met(11, false);
    for (SampleId id = 0; id < 200; ++id) {
        const std::vector<std::int32_t> drawn = draw_pair_levels(3, id, 10, 2, 4);
        ASSERT_EQ(drawn.size(), 2U);
        EXPECT_LT(drawn[0], drawn[1]);
        for (const std::int32_t k : drawn) {
            ASSERT_GE(k, 4);
            ASSERT_LE(k, 10);
            met[static_cast<std::size_t>(k)] = true;
        }
    }
    for (int k = 4; k <= 10; ++k) {
        EXPECT_TRUE(met[static_cast<std::size_t>(k)]) << k;
    }
}

TEST(PairLevels, DependOnSeedAndImageOnly) {
    EXPECT_EQ(draw_pair_levels(1, 42, 100, 4), draw_pair_levels(1, 42, 100, 4));
    EXPECT_NE(draw_pair_levels(1, 42, 100, 4), draw_pair_levels(1, 43, 100, 4));
    EXPECT_NE(draw_pair_levels(1, 42, 100, 4), draw_pair_levels(2, 42, 100, 4));
}

}  // namespace
}  // namespace ebru
