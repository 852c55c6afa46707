#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "config/deck.hpp"

namespace ebru {
namespace {

/// What a run would read, in a fixed order.
void read_all(Deck& deck) {
    deck.real("solver.Pe", 50.0);
    deck.integer("run.batch", 64);
    deck.string("name", "x");
    deck.reals("solver.list", {0.1, 2.0});
    deck.boolean("output.vtk", true);
    deck.integers("solver.deep.kept", {});
    deck.unsigned64("solver.seed", 7);
    deck.strings("output.words", {"a"});
}

std::string resolved_of(const std::string& text, const std::vector<std::string>& excluded = {}) {
    Deck deck = Deck::parse(text, "deck.toml");
    read_all(deck);
    return deck.resolved(excluded);
}

TEST(DeckResolved, HoldsEveryReadInOrderWithDefaults) {
    EXPECT_EQ(resolved_of("[solver]\nlist = [1]"), R"(name = "x"

[solver]
Pe = 50.0
list = [1.0]
seed = 7

[run]
batch = 64

[output]
vtk = true
words = ["a"]

[solver.deep]
kept = []
)");
}

TEST(DeckResolved, ReadsBackAsTheSameDeck) {
    const std::string text = "name = 'a \"quoted\" \\ name'\n[solver]\nPe = 0.1\nlist = [1e300, -2.5e-7]\nseed = 123\n";
    const std::string once = resolved_of(text);
    EXPECT_EQ(resolved_of(once), once);
    Deck again = Deck::parse(once, "deck.toml");
    read_all(again);
    EXPECT_NO_THROW(again.reject_unknown());
    EXPECT_EQ(again.string("name", "x"), "a \"quoted\" \\ name");
}

TEST(DeckResolved, EqualSettingsGiveEqualText) {
    EXPECT_EQ(resolved_of("solver.Pe = 50"), resolved_of("[solver]\nPe = 5e1 # the default"));
    EXPECT_EQ(resolved_of("solver.Pe = -0.0"), resolved_of("solver.Pe = 0"));
    EXPECT_EQ(resolved_of("solver.seed = 0x10"), resolved_of("solver.seed = 1_6"));
    EXPECT_NE(resolved_of("solver.Pe = 50"), resolved_of("solver.Pe = 51"));
}

TEST(DeckResolved, LeavesOutExcludedTablesAndKeys) {
    const std::string without = resolved_of("", {"run", "output.vtk", "solver.deep", "solver.se"});
    EXPECT_EQ(without,
              "name = \"x\"\n\n[solver]\nPe = 50.0\nlist = [0.1, 2.0]\nseed = 7\n\n[output]\nwords = [\"a\"]\n");
    EXPECT_EQ(resolved_of("run.batch = 1", {"run"}), resolved_of("run.batch = 7", {"run"}));
}

TEST(DeckResolved, DoublesSurviveToTheLastBit) {
    const double values[] = {0.1,
                             1.0 / 3.0,
                             5e-324,
                             std::numeric_limits<double>::max(),
                             std::numeric_limits<double>::min(),
                             std::nextafter(1.0, 2.0),
                             1e22,
                             123456789012345680.0,
                             -1.5e-10};
    for (const double value : values) {
        Deck written = Deck::parse("", "deck.toml");
        written.real("a", value);
        Deck read = Deck::parse(written.resolved(), "deck.toml");
        EXPECT_EQ(read.real("a"), value) << written.resolved();
    }
}

TEST(DeckResolved, StringsSurviveWithEveryByteBelowSpace) {
    std::string text = "\xC3\xA9 \x7F \" \\ ";
    for (char byte = 1; byte < 0x20; ++byte) {
        text += byte;
    }
    text += '\0';
    Deck written = Deck::parse("", "deck.toml");
    written.string("a", text);
    Deck read = Deck::parse(written.resolved(), "deck.toml");
    EXPECT_EQ(read.string("a"), text);
}

TEST(DeckResolved, PathsAreAbsoluteSoThatTheTextMeansTheSameEverywhere) {
    Deck deck = Deck::parse("[data]\nfile = 'x/../y.idx'", "deck.toml");
    deck.path("data.file");
    EXPECT_EQ(deck.resolved(), "[data]\nfile = \"" + (std::filesystem::current_path() / "y.idx").string() + "\"\n");
}

}  // namespace
}  // namespace ebru
