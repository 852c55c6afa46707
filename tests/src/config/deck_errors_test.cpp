#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "config/deck.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

Deck deck_of(const std::string& text) {
    return Deck::parse(text, "deck.toml");
}

std::string error_of(const std::string& text) {
    return user_error_text([&] { deck_of(text); });
}

std::string rejection_of(Deck& deck) {
    return user_error_text([&] { deck.reject_unknown(); });
}

TEST(DeckErrors, OutOfRangeNamesFileLineKeyValueAndRange) {
    EXPECT_EQ(user_error_text([] { deck_of("[solver]\nPe = -1").real("solver.Pe", 50.0, Range::closed(0.0, 1000.0)); }),
              "deck.toml:2: solver.Pe = -1 (it is out of range) give a number in [0, 1000]");
    EXPECT_EQ(user_error_text([] { deck_of("sigma = inf").real("sigma", Range::above(0.0, "pixels")); }),
              "deck.toml:1: sigma = inf (it is out of range) give a number > 0, in pixels");
}

TEST(DeckErrors, WrongTypeNamesTheTypeFoundAndTheOneWanted) {
    EXPECT_EQ(user_error_text([] { deck_of("Pe = 'ten'").real("Pe"); }),
              "deck.toml:1: Pe = \"ten\" (it is a string) give a finite number");
    EXPECT_EQ(user_error_text([] { deck_of("dry = 1").boolean("dry"); }),
              "deck.toml:1: dry = 1 (it is an integer) give true or false");
    EXPECT_EQ(user_error_text([] { deck_of("name = true").string("name"); }),
              "deck.toml:1: name = true (it is a boolean) give a string");
    EXPECT_EQ(user_error_text([] { deck_of("n = [1]").integer("n"); }),
              "deck.toml:1: n = [1] (it is an array) give an integer in [-2147483648, 2147483647]");
    EXPECT_EQ(user_error_text([] { deck_of("name = 2024-01-31").string("name"); }),
              "deck.toml:1: name = ... (it is a date or a time) give a string");
}

TEST(DeckErrors, MissingRequiredKeySaysWhereToAddIt) {
    EXPECT_EQ(user_error_text([] { deck_of("").real("solver.Pe", Range::above(0.0)); }),
              "deck.toml: solver.Pe is missing (it has no default) add Pe = ... to [solver] or --set solver.Pe=..., a "
              "number > "
              "0");
    EXPECT_TRUE(
        contains(user_error_text([] { deck_of("").string("name"); }), {"add name = ... or --set name=..., a string"}));
}

TEST(DeckErrors, SyntaxErrorHasLineAndColumn) {
    EXPECT_TRUE(starts_with(error_of("a = 1\nb = = 2\n"), "deck.toml:2:5: this is not TOML ("));
    EXPECT_TRUE(starts_with(error_of("a = \"open\nb = 1"), "deck.toml:1:"));
    EXPECT_TRUE(starts_with(error_of("[solver\na = 1"), "deck.toml:1:"));
    EXPECT_TRUE(starts_with(error_of("a = 99999999999999999999"), "deck.toml:1:"));
    EXPECT_TRUE(starts_with(error_of("a = \"\xFF\xFE\""), "deck.toml:1:"));
}

TEST(DeckErrors, DuplicateKeyNamesItsLineAndItself) {
    EXPECT_TRUE(starts_with(error_of("[solver]\nPe = 1\nPe = 2"), "deck.toml:3:"));
    EXPECT_TRUE(contains(error_of("[solver]\nPe = 1\nPe = 2"), {"Pe"}));
    EXPECT_TRUE(starts_with(error_of("[solver]\nPe = 1\n[solver]\nn = 2"), "deck.toml:3:"));
    EXPECT_TRUE(contains(error_of("[solver]\nPe = 1\n[solver]\nn = 2"), {"solver"}));
}

TEST(DeckErrors, KeysWithDotsOrBlanksInQuotesAreRefused) {
    // "solver.Pe" = 1 at the top would otherwise read like [solver] Pe = 1.
    EXPECT_TRUE(starts_with(error_of("\n\"solver.Pe\" = 1"), "deck.toml:2: the key \"solver.Pe\" ("));
    EXPECT_TRUE(starts_with(error_of("[\"a b\"]\nc = 1"), "deck.toml:1: the key \"a b\" ("));
}

TEST(DeckErrors, MisspeltKeyNamesTheNearestAndAllOfItsTable) {
    Deck deck = deck_of("[solver]\nPe = 1\n\n[schedule]\nlevles = 10");
    deck.real("solver.Pe");
    deck.integer("schedule.levels", 100);
    deck.real("schedule.Fo_max", 0.5);
    EXPECT_EQ(
        rejection_of(deck),
        "deck.toml:5: schedule.levles = 10 (this run has no key of that name) did you mean schedule.levels? valid in "
        "[schedule]: levels, Fo_max");
}

TEST(DeckErrors, MisspeltTableNamesTheRightOne) {
    Deck deck = deck_of("[sovler]\nPe = 1");
    deck.real("solver.Pe", 2.0);
    deck.integer("schedule.levels", 100);
    EXPECT_EQ(
        rejection_of(deck),
        "deck.toml:2: sovler.Pe = 1 (this run has no key of that name) did you mean solver.Pe? valid tables: solver, "
        "schedule");
}

TEST(DeckErrors, MisspeltEmptyTableIsNoticedToo) {
    Deck deck = deck_of("[solver]\n[sovler]\n");
    deck.real("solver.Pe", 2.0);
    EXPECT_EQ(rejection_of(deck),
              "deck.toml:2: [sovler] (this run has no table of that name) did you mean [solver]? valid tables: solver");
}

TEST(DeckErrors, KeyFarFromAllOthersGetsTheListOnly) {
    Deck deck = deck_of("colour = 'blue'");
    deck.integer("levels", 1);
    deck.string("name", "x");
    EXPECT_EQ(
        rejection_of(deck),
        "deck.toml:1: colour = \"blue\" (this run has no key of that name) valid outside the tables: levels, name");
}

TEST(DeckErrors, FirstOfSeveralUnknownKeysIsTheOneHighestInTheFile) {
    Deck deck = Deck::parse("z = 1\na = 2", "deck.toml", {"b=3"});
    EXPECT_TRUE(starts_with(rejection_of(deck), "deck.toml:1: z = 1 ("));
}

TEST(DeckErrors, UnknownOverrideIsCaughtLikeAKeyOfTheDeck) {
    Deck deck = Deck::parse("", "deck.toml", {"solver.pee=3"});
    deck.real("solver.Pe", 2.0);
    EXPECT_TRUE(starts_with(rejection_of(deck), "--set: solver.pee = 3 ("));
    EXPECT_TRUE(contains(rejection_of(deck), {"did you mean solver.Pe?"}));
}

TEST(DeckErrors, KeyThatWasAskedAboutButNotReadHasNoEffect) {
    Deck deck = deck_of("tau = 1.0");
    (void)deck.has("tau");
    EXPECT_EQ(rejection_of(deck), "deck.toml:1: tau = 1.0 (it has no effect beside the other settings) remove it");
}

TEST(DeckErrors, RefusalFromOutsideNamesPlaceAndValue) {
    Deck deck = deck_of("\nPe = 5000");
    deck.real("Pe");
    deck.real("Fo", 0.5);
    EXPECT_EQ(user_error_text([&] { deck.refuse("Pe", "it needs |v| = 0.3", "give at most 1700"); }),
              "deck.toml:2: Pe = 5000.0 (it needs |v| = 0.3) give at most 1700");
    EXPECT_EQ(user_error_text([&] { deck.refuse("Fo", "w", "a"); }), "deck.toml: Fo = 0.5 (w) a");
}

TEST(DeckErrors, FilesThatAreNoDecks) {
    const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "ebru_no_decks";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "large.toml") << std::string((1U << 20U) + 1, '#');
    std::ofstream(folder / "binary.toml") << std::string("\x89HDF\r\n\x1a\n\0\0", 10);
    std::ofstream(folder / "empty.toml");
    const auto loading = [&](const char* name) { return user_error_text([&] { Deck::load(folder / name); }); };
    EXPECT_EQ(loading("none.toml"),
              "the deck " + (folder / "none.toml").string() + " (there is no such file) check the path");
    EXPECT_TRUE(contains(loading(""), {"(it is not a file)"}));
    EXPECT_TRUE(contains(loading("large.toml"), {"(it is larger than 1 MiB)"}));
    EXPECT_TRUE(starts_with(loading("binary.toml"), (folder / "binary.toml").string() + ":1:"));
    EXPECT_TRUE(contains(loading("binary.toml"), {"not TOML"}));
    EXPECT_EQ(loading("empty.toml"), "no UserError");
}

TEST(DeckErrors, TwoMeaningsOfOneKeyAreADefect) {
    Deck deck = deck_of("");
    deck.real("a", 1.0);
    EXPECT_NO_THROW(deck.real("a", 1.0));
    EXPECT_THROW(deck.real("a", 2.0), ContractError);
    EXPECT_THROW(deck.real("b", 2.0, Range::at_most(1.0)), ContractError);
}

}  // namespace
}  // namespace ebru
