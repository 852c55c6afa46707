#include "validation/common/study_deck.hpp"

#include <gtest/gtest.h>

#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

StudyDeck deck_of(const std::string& text, Effort effort) {
    return StudyDeck(Deck::parse(text, "deck.toml"), effort);
}

const std::string good = "[full]\nsizes = [16, 32, 64, 128]\nsteps = 9\n[quick]\nsizes = [8, 16, 24, 32]\nsteps = 3\n";

TEST(StudyDeck, TheEffortChoosesTheTable) {
    EXPECT_EQ(deck_of(good, Effort::full).integers("sizes"), (std::vector<int>{16, 32, 64, 128}));
    EXPECT_EQ(deck_of(good, Effort::quick).integers("sizes"), (std::vector<int>{8, 16, 24, 32}));
    EXPECT_EQ(deck_of(good, Effort::full).integer("steps"), 9);
    EXPECT_EQ(deck_of(good, Effort::quick).integer("steps"), 3);
}

TEST(StudyDeck, TheOtherTableIsCheckedToo) {
    const std::string wrong = "[full]\nsteps = 9\n[quick]\nsteps = -1\n";
    EXPECT_TRUE(contains(user_error_text([&] { deck_of(wrong, Effort::full).integer("steps", IntRange::at_least(1)); }),
                         {"quick.steps = -1"}));
}

TEST(StudyDeck, AnOrderNeedsFourIncreasingGrids) {
    EXPECT_EQ(deck_of(good, Effort::quick).refinements("sizes"), (std::vector<int>{8, 16, 24, 32}));
    const std::string three = "[full]\nsizes = [16, 32, 64]\n[quick]\nsizes = [8, 16, 24, 32]\n";
    EXPECT_TRUE(contains(user_error_text([&] { deck_of(three, Effort::quick).refinements("sizes"); }),
                         {"full.sizes", "3 grids", "at least 4"}));
    const std::string equal = "[full]\nsizes = [16, 32, 32, 64]\n[quick]\nsizes = [8, 16, 24, 32]\n";
    EXPECT_TRUE(contains(user_error_text([&] { deck_of(equal, Effort::quick).refinements("sizes"); }),
                         {"full.sizes", "strictly increasing"}));
}

TEST(StudyDeck, UnknownKeysAreRefused) {
    StudyDeck deck = deck_of(good + "size = 3\n", Effort::quick);
    deck.refinements("sizes");
    deck.integer("steps");
    EXPECT_TRUE(contains(user_error_text([&] { deck.reject_unknown(); }), {"quick.size"}));
}

}  // namespace
}  // namespace ebru
