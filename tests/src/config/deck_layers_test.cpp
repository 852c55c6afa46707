// Where a value comes from: command line, deck, preset, default; and the syntax of --set.
#include <gtest/gtest.h>

#include "config/deck.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

Deck with_set(const std::vector<std::string>& overrides) {
    return Deck::parse("", "deck.toml", overrides);
}

TEST(DeckLayers, CommandLineBeatsDeckBeatsPresetBeatsDefault) {
    Deck deck = Deck::parse("a = 'deck'\nb = 'deck'", "deck.toml", {"a=set"});
    deck.set_defaults_from(Deck::parse("a = 'preset'\nb = 'preset'\nc = 'preset'", "preset p"));
    EXPECT_EQ(deck.string("a", "default"), "set");
    EXPECT_EQ(deck.string("b", "default"), "deck");
    EXPECT_EQ(deck.string("c", "default"), "preset");
    EXPECT_EQ(deck.string("d", "default"), "default");
}

TEST(DeckLayers, PresetFillsTablesKeyByKey) {
    Deck deck = Deck::parse("[solver]\nPe = 1", "deck.toml");
    deck.set_defaults_from(Deck::parse("[solver]\nPe = 2\nlevels = 3", "preset p"));
    EXPECT_EQ(deck.integer("solver.Pe"), 1);
    EXPECT_EQ(deck.integer("solver.levels"), 3);
}

TEST(DeckLayers, EarlierPresetWins) {
    Deck deck = Deck::parse("", "deck.toml");
    deck.set_defaults_from(Deck::parse("a = 1", "first"));
    deck.set_defaults_from(Deck::parse("a = 2", "second"));
    EXPECT_EQ(deck.integer("a"), 1);
}

TEST(DeckLayers, ErrorsInAPresetNameThePreset) {
    Deck deck = Deck::parse("", "deck.toml");
    deck.set_defaults_from(Deck::parse("\na = 'x'", "preset transport"));
    EXPECT_TRUE(starts_with(user_error_text([&] { deck.integer("a"); }), "preset transport:2: a = \"x\" ("));
}

TEST(DeckLayers, UnreadKeysOfAPresetAreNoError) {
    Deck deck = Deck::parse("", "deck.toml");
    deck.set_defaults_from(Deck::parse("[turbulence]\nslope = 1.7", "preset p"));
    EXPECT_NO_THROW(deck.reject_unknown());
}

TEST(DeckLayers, PresetAfterTheReadIsADefect) {
    Deck deck = Deck::parse("", "deck.toml");
    deck.integer("a", 1);
    EXPECT_THROW(deck.set_defaults_from(Deck::parse("a = 2", "late")), ContractError);
}

TEST(DeckLayers, LastOverrideOfAKeyWins) {
    EXPECT_EQ(with_set({"a=1", "a=2"}).integer("a"), 2);
}

TEST(DeckLayers, OverridesAreToml) {
    Deck deck = with_set({"t.real=0.5", "t.whole=-3", "t.hex=0xFF", "t.truth=true", "t.list=[1, 2]",
                          "t.text=\"a = #b\"", "t.raw='x y'", " t.blank = 4 ", "t.power=1e-3", "t.empty=\"\""});
    EXPECT_EQ(deck.real("t.real"), 0.5);
    EXPECT_EQ(deck.integer("t.whole"), -3);
    EXPECT_EQ(deck.integer("t.hex"), 255);
    EXPECT_TRUE(deck.boolean("t.truth"));
    EXPECT_EQ(deck.integers("t.list"), (std::vector<int>{1, 2}));
    EXPECT_EQ(deck.string("t.text"), "a = #b");
    EXPECT_EQ(deck.string("t.raw"), "x y");
    EXPECT_EQ(deck.integer("t.blank"), 4);
    EXPECT_EQ(deck.real("t.power"), 1e-3);
    EXPECT_EQ(deck.string("t.empty"), "");
}

TEST(DeckLayers, BareWordsAreStrings) {
    Deck deck =
        with_set({"a=transport", "b=/data/run#3/x=y.idx", "c=2024-01-31", "d=1.2.3", "e=two words", "f=3 # note"});
    EXPECT_EQ(deck.string("a"), "transport");
    EXPECT_EQ(deck.string("b"), "/data/run#3/x=y.idx");
    EXPECT_EQ(deck.string("c"), "2024-01-31");
    EXPECT_EQ(deck.string("d"), "1.2.3");
    EXPECT_EQ(deck.string("e"), "two words");
    EXPECT_EQ(deck.string("f"), "3 # note");
}

TEST(DeckLayers, MalformedOverridesAreRefused) {
    const auto error_of = [](const std::string& assignment) {
        return user_error_text([&] { with_set({assignment}); });
    };
    EXPECT_EQ(
        error_of("solver.Pe"),
        "--set solver.Pe (it has no '=') write --set table.key=value; a string with blanks or brackets in quotes");
    EXPECT_TRUE(contains(error_of("=3"), {"(\"\" is not a key)"}));
    EXPECT_TRUE(contains(error_of("a..b=3"), {"(\"a..b\" is not a key)"}));
    EXPECT_TRUE(contains(error_of("a.=3"), {"(\"a.\" is not a key)"}));
    EXPECT_TRUE(contains(error_of("a b=3"), {"(\"a b\" is not a key)"}));
    EXPECT_TRUE(contains(error_of("a="), {"(it has no value)", "\"\""}));
    EXPECT_TRUE(contains(error_of("a=[1, 2"), {"(its value is not TOML)"}));
    EXPECT_TRUE(contains(error_of("a=\"open"), {"(its value is not TOML)"}));
    EXPECT_TRUE(contains(error_of("a={b = 1}"), {"(its value is not TOML)"}));
    EXPECT_TRUE(contains(error_of("a=1\nb=2"), {"(it has more than one line)"}));
}

TEST(DeckLayers, OverrideOfTheWrongTypeNamesSet) {
    EXPECT_TRUE(
        starts_with(user_error_text([] { with_set({"Pe=ten"}).real("Pe"); }), "--set: Pe = \"ten\" (it is a string)"));
}

TEST(DeckLayers, AlternativeIsTheGivenOne) {
    Deck deck = Deck::parse("sigma_max = 20", "deck.toml");
    EXPECT_EQ(deck.alternative({"Fo_max", "sigma_max"}), "sigma_max");
    EXPECT_EQ(Deck::parse("", "deck.toml").alternative({"Fo_max", "sigma_max"}), "Fo_max");
}

TEST(DeckLayers, AlternativeOfHigherPrecedenceSilencesTheOther) {
    Deck deck = Deck::parse("Fo_max = 0.5", "deck.toml", {"sigma_max=20"});
    const std::string key = deck.alternative({"Fo_max", "sigma_max"});
    EXPECT_EQ(key, "sigma_max");
    EXPECT_EQ(deck.real(key), 20.0);
    EXPECT_NO_THROW(deck.reject_unknown());
    EXPECT_EQ(deck.resolved(), "sigma_max = 20.0\n");
}

TEST(DeckLayers, AlternativesSideBySideAreRefused) {
    Deck deck = Deck::parse("Fo_max = 0.5\nsigma_max = 20", "deck.toml");
    EXPECT_EQ(user_error_text([&] { (void)deck.alternative({"Fo_max", "sigma_max"}); }),
              "deck.toml:1: Fo_max and deck.toml:2: sigma_max (they say the same thing in two ways) keep one of them");
}

}  // namespace
}  // namespace ebru
