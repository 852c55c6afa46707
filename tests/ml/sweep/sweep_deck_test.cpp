#include "ml/sweep/sweep_deck.hpp"

#include <gtest/gtest.h>

#include "ml/sweep/sweep_cases.hpp"
#include "tests/ml/sweep/sweep_folder.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

SweepDeck read(const std::string& text, const std::vector<std::string>& overrides = {}) {
    return read_sweep_deck(write_text(fresh_folder() / "s.toml", text), overrides);
}

std::string refusal(const std::string& text, const std::vector<std::string>& overrides = {}) {
    return user_error_text([&] { read(text, overrides); });
}

std::vector<std::string> names(const SweepDeck& sweep) {
    std::vector<std::string> all;
    for (const SweepCase& one : sweep.cases) {
        all.push_back(one.name);
    }
    return all;
}

TEST(SweepDeck, CasesAreAllCombinationsInTheOrderOfTheDeck) {
    const SweepDeck sweep = read(
        "[grid.forward.transport]\nPe = [0, 10.5]\n[grid.train]\nbatch = [8, 4]\n"
        "[case.second.network]\nchannels = 8\n[case.first.network]\nchannels = 4\n");
    EXPECT_EQ(names(sweep),
              (std::vector<std::string>{"second, Pe=0, batch=8", "second, Pe=0, batch=4", "second, Pe=10.5, batch=8",
                                        "second, Pe=10.5, batch=4", "first, Pe=0, batch=8", "first, Pe=0, batch=4",
                                        "first, Pe=10.5, batch=8", "first, Pe=10.5, batch=4"}));
    EXPECT_EQ(sweep.axes, (std::vector<std::string>{"forward.transport.Pe", "network.channels", "train.batch"}));
    EXPECT_EQ(toml_text(sweep.cases[2].swept.at("forward.transport.Pe")), "10.5");
}

TEST(SweepDeck, AxesThatEndAlikeAreCalledByTheirWholeKeys) {
    EXPECT_EQ(names(read("[grid.train]\nbatch = [8]\n[grid.sample]\nbatch = [4]\n")),
              (std::vector<std::string>{"sample.batch=4, train.batch=8"}));
}

TEST(SweepDeck, ADeckWithoutListsIsOneCase) {
    EXPECT_EQ(names(read("[train]\nsteps = 3\n")), (std::vector<std::string>{"all"}));
    EXPECT_EQ(names(read("[case.plain]\n")), (std::vector<std::string>{"plain"}));
}

TEST(SweepDeck, EveryStageGetsItsOwnKeysAndTheSeed) {
    const SweepDeck sweep = read("[forward]\npreset = 'paper'\n[train]\nsteps = 3\n[sample]\ncount = 5\n",
                                 {"train.batch=7", "sample.count=6"});
    Deck forward = stage_deck(sweep, sweep.cases[0], SweepStage::forward, 9);
    EXPECT_EQ(forward.string("preset"), "paper");
    EXPECT_EQ(forward.integer("seed"), 9);
    forward.reject_unknown();
    Deck train = stage_deck(sweep, sweep.cases[0], SweepStage::train, 9, {"data.forward=x"});
    EXPECT_EQ(train.integer("train.steps"), 3);
    EXPECT_EQ(train.integer("train.batch"), 7);
    EXPECT_EQ(train.integer("train.seed"), 9);
    EXPECT_EQ(train.string("data.forward"), "x");
    train.reject_unknown();
    Deck sample = stage_deck(sweep, sweep.cases[0], SweepStage::sample, 9);
    EXPECT_EQ(sample.integer("sample.count"), 6);
    EXPECT_EQ(sample.integer("sample.seed"), 9);
    sample.reject_unknown();
}

TEST(SweepDeck, ACaseSetsAnewWhatHoldsForAllRuns) {
    const SweepDeck sweep = read("[train]\nsteps = 3\n[case.a.train]\nsteps = 4\n[case.b]\n");
    EXPECT_EQ(stage_deck(sweep, sweep.cases[0], SweepStage::train, 1).integer("train.steps"),
              sweep.cases[0].name == "a" ? 4 : 3);
    EXPECT_EQ(stage_deck(sweep, sweep.cases[1], SweepStage::train, 1).integer("train.steps"),
              sweep.cases[1].name == "a" ? 4 : 3);
}

TEST(SweepDeck, MessagesOfAStageNameTheLineOfTheSweepsDeck) {
    const SweepDeck sweep = read("# 1\n[train]\n# 3\nbatch = 4\nsteps = 'x'\n");
    Deck train = stage_deck(sweep, sweep.cases[0], SweepStage::train, 1);
    EXPECT_TRUE(contains(user_error_text([&] { train.integer("train.steps"); }), {"s.toml:5: train.steps = \"x\""}));
}

TEST(SweepDeck, RelativePathsStartFromTheDecksFolder) {
    const SweepDeck sweep = read("[train]\nstart_from = 'w.pt'\n");
    Deck train = stage_deck(sweep, sweep.cases[0], SweepStage::train, 1);
    EXPECT_EQ(train.path("train.start_from"), sweep.folder / "w.pt");
}

TEST(SweepDeck, RefusesWhatIsNoSweep) {
    EXPECT_TRUE(contains(refusal("[grid.train]\nsteps = []\n"), {"s.toml:2: grid.train.steps = []", "at least one"}));
    EXPECT_TRUE(contains(refusal("[grid.train]\nsteps = 5\n"), {"s.toml:2: grid.train.steps = 5", "write [5]"}));
    EXPECT_TRUE(contains(refusal("[trian]\nsteps = 5\n"), {"s.toml:2: trian.steps = 5", "no stage", "train"}));
    EXPECT_TRUE(contains(refusal("[sweep]\nseed = [1]\n"), {"s.toml:2: sweep.seed", "sweep.seeds"}));
    EXPECT_TRUE(contains(refusal("[sweep]\nseeds = []\n"), {"sweep.seeds = []", "at least one"}));
    EXPECT_TRUE(contains(refusal("[sweep]\nseeds = [1, 1]\n"), {"sweep.seeds = [1, 1]", "once"}));
    EXPECT_TRUE(contains(refusal("[case]\nsteps = 5\n"), {"case.steps", "[case.NAME.TABLE]"}));
    EXPECT_TRUE(contains(refusal("[trian]\n"), {"s.toml:1: [trian]"}));
    EXPECT_TRUE(contains(refusal("[train]\nsteps = 2024-01-31\n"), {"train.steps", "a date"}));
}

TEST(SweepDeck, RefusesKeysThatAreSetTwice) {
    EXPECT_TRUE(contains(refusal("[train]\nsteps = 5\n[grid.train]\nsteps = [1]\n"),
                         {"s.toml:4: grid.train.steps", "s.toml:2 sets the same key"}));
    EXPECT_TRUE(contains(refusal("[case.a.train]\nsteps = 5\n[grid.train]\nsteps = [1]\n"),
                         {"s.toml:4: grid.train.steps", "s.toml:2 sets the same key"}));
    EXPECT_TRUE(contains(refusal("[train]\nseed = 5\n"), {"s.toml:2: train.seed = 5", "sweep.seeds"}));
    EXPECT_TRUE(contains(refusal("[forward]\nseed = 5\n"), {"s.toml:2: forward.seed = 5", "sweep.seeds"}));
    EXPECT_TRUE(contains(refusal("[grid.data]\nforward = ['a.toml']\n"), {"grid.data.forward", "its own case"}));
}

TEST(SweepDeck, RefusesEqualNames) {
    EXPECT_TRUE(contains(refusal("[grid.train]\nsteps = [3, 4, 3]\n"), {"the case \"steps=3\"", "same name"}));
    EXPECT_TRUE(contains(refusal("[grid.network]\npreset = ['a b', 'a_b']\n"), {"\"preset=a_b\"", "preset=a_b"}));
    EXPECT_TRUE(contains(refusal("[case.a.train]\nsteps = 5\n[case.a.train]\nsteps = 6\n"), {"s.toml:3"}));
}

}  // namespace
}  // namespace ebru
