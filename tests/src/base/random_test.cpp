#include "base/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace ebru {
namespace {

constexpr std::uint64_t all_ones = std::numeric_limits<std::uint64_t>::max();

void expect_words(const RandomWords& drawn, const RandomWords& expected) {
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(drawn.word[i], expected.word[i]) << "word " << i;
    }
}

// The generator's published known answers (philox4x64, 10 rounds), counter and key in the order of RandomCounter and
// (seed, purpose): a changed number of rounds, or two fields swapped, gives other words.
TEST(Random, ZeroCounterAndKeyGiveThePublishedWords) {
    expect_words(random_words(0, static_cast<RandomPurpose>(0), {}),
                 {{0x16554d9eca36314cU, 0xdb20fe9d672d0fdcU, 0xd7e772cee186176bU, 0x7e68b68aec7ba23bU}});
}

TEST(Random, AllOnesGiveThePublishedWords) {
    expect_words(random_words(all_ones, static_cast<RandomPurpose>(all_ones), {all_ones, all_ones, all_ones, all_ones}),
                 {{0x87b092c3013fe90bU, 0x438c3c67be8d0224U, 0x9cc7d7c69cd777b6U, 0xa09caebf594f0ba0U}});
}

TEST(Random, DigitsOfPiGiveThePublishedWords) {
    expect_words(random_words(0x452821e638d01377U, static_cast<RandomPurpose>(0xbe5466cf34e90c6cU),
                              {0x243f6a8885a308d3U, 0x13198a2e03707344U, 0xa4093822299f31d0U, 0x082efa98ec4e6c89U}),
                 {{0xa528f45403e61d95U, 0x38c72dbd566e9788U, 0xa5a1610e72fd18b5U, 0x57bd43b5e52b7fe6U}});
}

TEST(Random, EveryPartOfKeyAndCounterChangesTheDraw) {
    std::set<std::uint64_t> first_words;
    const auto draw = [&](std::uint64_t seed, RandomPurpose purpose, const RandomCounter& at) {
        first_words.insert(random_words(seed, purpose, at).word[0]);
    };
    draw(0, RandomPurpose::velocity_phase, {});
    draw(1, RandomPurpose::velocity_phase, {});
    draw(0, RandomPurpose::pair_levels, {});
    draw(0, RandomPurpose::velocity_phase, {.sample = 1});
    draw(0, RandomPurpose::velocity_phase, {.channel = 1});
    draw(0, RandomPurpose::velocity_phase, {.cell = 1});
    draw(0, RandomPurpose::velocity_phase, {.level = 1});
    EXPECT_EQ(first_words.size(), 7U);
}

TEST(Random, UnitIntervalLeavesOutBothEnds) {
    EXPECT_GT(to_unit_interval(0), 0.0);
    EXPECT_LT(to_unit_interval(all_ones), 1.0);
}

TEST(Random, UnitFloatLeavesOutBothEndsAndRoundsNothing) {
    EXPECT_EQ(to_unit_float(0), 0x1p-24F);
    EXPECT_EQ(to_unit_float(all_ones), 1.0F - 0x1p-24F);
    // The centre of the interval of 2^-23 that the double lies in.
    for (const std::uint64_t word : {0x8000000000000000U, 0x0123456789abcdefU, 0xfedcba9876543210U}) {
        EXPECT_NEAR(to_unit_float(word), to_unit_interval(word), 0x1p-24);
    }
}

TEST(Random, UnitIntervalIsSymmetricAboutOneHalf) {
    for (const std::uint64_t word : {std::uint64_t{0}, std::uint64_t{0x0123456789abcdefU}, std::uint64_t{1} << 40U}) {
        // The two add up to 1 exactly in real arithmetic; each is rounded once, by at most half of 2^-53.
        EXPECT_NEAR(to_unit_interval(word) + to_unit_interval(~word), 1.0, 0x1p-53);
    }
}

TEST(Random, UniformMomentsWithinFourStandardErrors) {
    constexpr int draws = 40000;
    double sum = 0.0;
    double squares = 0.0;
    for (std::uint64_t cell = 0; cell < draws / 4; ++cell) {
        const RandomWords drawn = random_words(7, RandomPurpose::velocity_phase, {.cell = cell});
        for (const std::uint64_t word : drawn.word) {
            const double centred = to_unit_interval(word) - 0.5;
            sum += centred;
            squares += centred * centred;
        }
    }
    // Variance of a uniform number: 1/12; of its centred square: 1/80 - 1/144 = 1/180.
    EXPECT_NEAR(sum / draws, 0.0, 4.0 * std::sqrt(1.0 / 12.0 / draws));
    EXPECT_NEAR(squares / draws, 1.0 / 12.0, 4.0 * std::sqrt(1.0 / 180.0 / draws));
}

}  // namespace
}  // namespace ebru
