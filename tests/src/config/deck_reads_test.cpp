#include <gtest/gtest.h>

#include <array>
#include <clocale>
#include <filesystem>
#include <fstream>
#include <locale>

#include "config/deck.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {

enum class Collision { bgk, trt };

template <>
struct EnumNames<Collision> {
    static constexpr auto table =
        std::to_array<EnumName<Collision>>({{Collision::bgk, "bgk"}, {Collision::trt, "trt"}});
};

enum class Magic { quarter, sixth };

template <>
struct EnumNames<Magic> {
    static constexpr auto table =
        std::to_array<EnumName<Magic>>({{Magic::quarter, "quarter"}, {Magic::sixth, "sixth"}});
};

namespace {

Deck deck_of(const std::string& text) {
    return Deck::parse(text, "deck.toml");
}

TEST(Deck, PathsAreOneOrSeveralAndMustExist) {
    const std::filesystem::path folder = std::filesystem::temp_directory_path() / "ebru_deck_paths";
    std::filesystem::create_directories(folder / "sub");
    std::ofstream(folder / "a.h5") << "a";
    std::ofstream(folder / "deck.toml")
        << "one = \"a.h5\"\nmany = [\"sub\", \"./a.h5\"]\nabsent = [\"a.h5\", \"b.h5\"]\nnone = []\n";
    Deck deck = Deck::load(folder / "deck.toml");
    using Paths = std::vector<std::filesystem::path>;
    EXPECT_EQ(deck.existing_paths("one"), (Paths{folder / "a.h5"}));
    EXPECT_EQ(deck.existing_paths("many"), (Paths{folder / "sub", folder / "a.h5"}));
    EXPECT_THROW(deck.existing_paths("absent"), UserError);
    EXPECT_THROW(deck.existing_paths("none"), UserError);
    EXPECT_THROW(deck.existing_paths("not_given"), UserError);
    std::filesystem::remove_all(folder);
}

TEST(Deck, ReadsEveryType) {
    Deck deck = deck_of(R"(
        name = "a run"
        [solver]
        Pe = 50.5
        levels = -7
        seed = 9223372036854775807
        dry = true
        nested.depth = 2
        list = [1, 2.5]
        counts = [3, 4]
        words = ["a", "b"]
        empty = [])");
    EXPECT_EQ(deck.string("name"), "a run");
    EXPECT_EQ(deck.real("solver.Pe"), 50.5);
    EXPECT_EQ(deck.integer("solver.levels"), -7);
    EXPECT_EQ(deck.unsigned64("solver.seed"), 9223372036854775807U);
    EXPECT_EQ(deck.integer64("solver.seed"), 9223372036854775807);
    EXPECT_TRUE(deck.boolean("solver.dry"));
    EXPECT_EQ(deck.integer("solver.nested.depth"), 2);
    EXPECT_EQ(deck.reals("solver.list"), (std::vector<double>{1.0, 2.5}));
    EXPECT_EQ(deck.integers("solver.counts"), (std::vector<int>{3, 4}));
    EXPECT_EQ(deck.strings("solver.words"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(deck.reals("solver.empty"), (std::vector<double>{}));
    EXPECT_NO_THROW(deck.reject_unknown());
}

TEST(Deck, SilentKeysTakeTheirDefaults) {
    Deck deck = deck_of("");
    EXPECT_EQ(deck.real("a", 0.25), 0.25);
    EXPECT_EQ(deck.integer("b", 3), 3);
    EXPECT_EQ(deck.integer64("c", -1), -1);
    EXPECT_EQ(deck.unsigned64("d", 5), 5U);
    EXPECT_FALSE(deck.boolean("e", false));
    EXPECT_EQ(deck.string("f", "x"), "x");
    EXPECT_EQ(deck.reals("g", {1.5}), (std::vector<double>{1.5}));
    EXPECT_EQ(deck.integers("h", {1, 2}), (std::vector<int>{1, 2}));
    EXPECT_EQ(deck.strings("i", {"y"}), (std::vector<std::string>{"y"}));
    EXPECT_EQ(deck.choice("j", Collision::trt), Collision::trt);
}

TEST(Deck, IntegerServesAsRealNumber) {
    EXPECT_EQ(deck_of("Pe = 50").real("Pe"), 50.0);
}

TEST(Deck, IntegerThatNoDoubleHoldsIsNotServedAsRealNumber) {
    EXPECT_EQ(deck_of("a = 9007199254740992").real("a"), 0x1p53);
    EXPECT_TRUE(starts_with(user_error_text([] { deck_of("a = 9007199254740993").real("a"); }),
                            "deck.toml:1: a = 9007199254740993 ("));
}

TEST(Deck, RealNumberDoesNotServeAsInteger) {
    EXPECT_EQ(user_error_text([] { deck_of("\nlevels = 100.0").integer("levels", IntRange::closed(1, 1000)); }),
              "deck.toml:2: levels = 100.0 (it is a real number) give an integer in [1, 1000]");
}

TEST(Deck, IntegerBeyondIntIsRefusedNotWrapped) {
    EXPECT_EQ(user_error_text([] { deck_of("n = 4294967297").integer("n"); }),
              "deck.toml:1: n = 4294967297 (it is out of range) give an integer in [-2147483648, 2147483647]");
    EXPECT_EQ(user_error_text([] { deck_of("n = -1").unsigned64("n"); }),
              "deck.toml:1: n = -1 (it is out of range) give an integer >= 0");
}

TEST(Deck, ChoiceIsAWordOfItsEnum) {
    EXPECT_EQ(deck_of("collision = 'trt'").choice<Collision>("collision"), Collision::trt);
    EXPECT_EQ(
        user_error_text([] { deck_of("collision = 'mrt'").choice<Collision>("collision"); }),
        R"(deck.toml:1: collision = "mrt" (it is not one of the choices) did you mean "trt"? give "bgk" or "trt")");
    EXPECT_EQ(user_error_text([] { deck_of("collision = 'entropic'").choice("collision", Collision::bgk); }),
              R"(deck.toml:1: collision = "entropic" (it is not one of the choices) give "bgk" or "trt")");
    EXPECT_EQ(user_error_text([] { deck_of("collision = 1").choice<Collision>("collision"); }),
              R"(deck.toml:1: collision = 1 (it is an integer) give "bgk" or "trt")");
}

TEST(Deck, NumberOrWord) {
    const auto magic_of = [](const std::string& text) {
        return deck_of(text).real_or_choice<Magic>("magic", Magic::quarter, Range::above(0.0));
    };
    EXPECT_EQ(std::get<double>(magic_of("magic = 0.125")), 0.125);
    EXPECT_EQ(std::get<double>(magic_of("magic = 1")), 1.0);
    EXPECT_EQ(std::get<Magic>(magic_of("magic = 'sixth'")), Magic::sixth);
    EXPECT_EQ(std::get<Magic>(magic_of("")), Magic::quarter);
    EXPECT_EQ(std::get<double>(deck_of("").real_or_choice<Magic>("magic", 0.5)), 0.5);
    const std::string wanted = R"(a number > 0, or "quarter" or "sixth")";
    EXPECT_TRUE(contains(user_error_text([&] { magic_of("magic = 'half'"); }), {wanted}));
    EXPECT_TRUE(contains(user_error_text([&] { magic_of("magic = 0"); }), {"(it is out of range) give " + wanted}));
    EXPECT_TRUE(contains(user_error_text([&] { magic_of("magic = true"); }), {"(it is a boolean) give " + wanted}));
}

TEST(Deck, ListElementsAreCheckedOneByOne) {
    EXPECT_EQ(user_error_text([] { deck_of("\n\nkept = [0, 5, -1]").integers("kept", IntRange::at_least(0)); }),
              "deck.toml:3: kept[2] = -1 (it is out of range) give an integer in [0, 2147483647]");
    EXPECT_EQ(user_error_text([] { deck_of("kept = [0.5, 'x']").reals("kept"); }),
              "deck.toml:1: kept[1] = \"x\" (it is a string) give a finite number");
    EXPECT_EQ(user_error_text([] { deck_of("kept = 5").integers("kept"); }),
              "deck.toml:1: kept = 5 (it is an integer) give an array, each element an integer");
    EXPECT_TRUE(contains(user_error_text([] { deck_of("kept = [{a = 1}]").strings("kept"); }), {"(it is a table)"}));
}

TEST(Deck, RelativePathsStartFromTheFolderOfTheDeck) {
    const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "ebru_deck_paths";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder / "data");
    std::ofstream(folder / "deck.toml")
        << "a = 'data/x.idx'\nb = '../up'\nc = '/abs/./y'\nd = 'data'\ne = 'none'\nf = ''";
    Deck deck = Deck::load(folder / "deck.toml", {"g=data/z"});
    EXPECT_EQ(deck.path("a"), folder / "data/x.idx");
    EXPECT_EQ(deck.path("b"), folder.parent_path() / "up");
    EXPECT_EQ(deck.path("c"), "/abs/y");
    EXPECT_EQ(deck.existing_path("d"), folder / "data");
    EXPECT_EQ(deck.path("g"), std::filesystem::current_path() / "data/z");
    EXPECT_EQ(deck.path("h", "runs"), std::filesystem::current_path() / "runs");
    EXPECT_TRUE(starts_with(user_error_text([&] { deck.existing_path("e"); }),
                            (folder / "deck.toml").string() + ":5: e = \"" + (folder / "none").string() +
                                "\" (there is no such file or folder) "));
    EXPECT_TRUE(contains(user_error_text([&] { deck.path("f"); }), {":6: f = \"\" (it is empty)"}));
}

TEST(Deck, HasAsksWithoutReading) {
    Deck deck = deck_of("a = 1");
    EXPECT_TRUE(deck.has("a"));
    EXPECT_FALSE(deck.has("b"));
    EXPECT_EQ(deck.resolved(), "");
}

/// A locale that writes 1234.5 as 1.234,5: what many users' machines are set to.
class CommaPoint : public std::numpunct<char> {
  protected:
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

TEST(Deck, NumbersDoNotDependOnTheLocale) {
    const std::locale before = std::locale::global(std::locale(std::locale::classic(), new CommaPoint));
    const std::string c_before = std::setlocale(LC_ALL, nullptr);
    std::setlocale(LC_ALL, "de_DE.UTF-8");  // where it is installed; the C++ locale above is always there
    Deck deck = Deck::parse("a = 1234.5\nb = 1234567\nc = 1e-3", "deck.toml", {"d=0.5"});
    EXPECT_EQ(deck.real("a"), 1234.5);
    EXPECT_EQ(deck.integer("b"), 1234567);
    EXPECT_EQ(deck.real("c"), 1e-3);
    EXPECT_EQ(deck.real("d"), 0.5);
    EXPECT_EQ(deck.resolved(), "a = 1234.5\nb = 1234567\nc = 0.001\nd = 0.5\n");
    std::setlocale(LC_ALL, c_before.c_str());
    std::locale::global(before);
}

}  // namespace
}  // namespace ebru
