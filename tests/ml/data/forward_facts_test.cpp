#include "ml/data/forward_facts.hpp"

#include "tests/ml/data/data_test_files.hpp"

namespace ebru::test {
namespace {

constexpr ImageShape facts_shape{1, 28, 28};

ForwardFacts facts_of(const std::string& text, const ImageShape& shape = facts_shape) {
    return forward_facts(text, shape);
}

const std::string transport = "preset = \"transport\"\n";

TEST(ForwardFacts, WhatDefinesNoProcessChangesNoHash) {
    const ForwardFacts plain = facts_of(transport);
    for (const char* other :
         {"seed = 9\n", "[data]\ncount = 7\nfirst = 3\n", "[chain]\npairs = 2\n", "[pictures]\nsheet_levels = 3\n",
          "[run]\nbatch = 3\n", "[data]\nset = \"mnist\"\n", "[process]\nprecision = \"double\"\n"}) {
        const ForwardFacts changed = facts_of(transport + other);
        EXPECT_EQ(changed.hash, plain.hash) << other;
        EXPECT_EQ(process_difference(changed, plain), std::nullopt) << other;
    }
    EXPECT_EQ(plain.hash.size(), 16U);
    EXPECT_EQ(plain.last_level(), 100);
    EXPECT_FALSE(plain.path.has_value());
}

TEST(ForwardFacts, TheFirstDifferingKeyIsNamedFromBothSides) {
    const ForwardFacts plain = facts_of(transport);
    const auto expect_named = [&](const std::string& text, const std::string& key) {
        const ForwardFacts changed = facts_of(text);
        EXPECT_NE(changed.hash, plain.hash) << text;
        const std::string there = process_difference(changed, plain).value_or("none");
        const std::string back = process_difference(plain, changed).value_or("none");
        EXPECT_EQ(there.substr(0, key.size()), key);
        EXPECT_NE(back, "none");
    };
    expect_named(transport + "[transport]\nPe = 10.0\n", "transport.Pe = 10.0 and 50.0");
    expect_named(transport + "[data]\nrange = [-1, 1]\n", "data.range = [-1.0, 1.0] and [0.0, 1.0]");
    expect_named(transport + "[schedule]\nFo_max = 0.02\n", "schedule.Fo_max = 0.02 and 0.03");
    expect_named(transport + "[velocity]\nslope = 3.0\n", "velocity.slope");
    expect_named("[process]\nkind = \"heat\"\n", "process.kind = \"heat\" and \"advection-diffusion\"");
    expect_named("preset = \"vp\"\n", "data.range");
}

TEST(ForwardFacts, ImagesOfAnotherSizeAreAnotherProcess) {
    const ForwardFacts wide = facts_of(transport, {3, 32, 32});
    const ForwardFacts plain = facts_of(transport);
    EXPECT_NE(wide.hash, plain.hash);
    EXPECT_EQ(process_difference(plain, wide), "images (C, Y, X) of 1 x 28 x 28 and 3 x 32 x 32");
}

TEST(ForwardFacts, TheSameLevelsInOtherWordsAreTheSameProcess) {
    const ForwardFacts ours = facts_of("[process]\nkind = \"heat\"\n[schedule]\nFo_min = 0.001\nFo_max = 0.02\n");
    const ForwardFacts paper =
        facts_of("[process]\nkind = \"heat\"\n[schedule]\nFo_min = 0.002\nFo_max = 0.04\nfo_convention = \"paper\"\n");
    EXPECT_EQ(process_difference(ours, paper), std::nullopt);
    EXPECT_TRUE(process_difference(ours, facts_of("[process]\nkind = \"heat\"\n")).has_value());
}

TEST(ForwardFacts, GaussianProcessesBringTheirPath) {
    const ForwardFacts facts = facts_of("preset = \"ve\"\n[gaussian]\nlevels = 30\n");
    ASSERT_TRUE(facts.path.has_value());
    EXPECT_EQ(facts.path->levels(), 30);
    EXPECT_EQ(facts.last_level(), 30);
    EXPECT_TRUE(process_difference(facts, facts_of("preset = \"ve\"\n[gaussian]\nlevels = 31\n")).has_value());
}

TEST(ForwardFacts, AResolvedDeckGivesTheFactsOfItsDeck) {
    for (const char* preset : {"transport", "paper", "anisotropic", "isotropic", "ddpm", "flow"}) {
        Deck deck = Deck::parse(std::string("preset = \"") + preset + "\"\n", "test.toml");
        const DataSettings data = read_data_settings(deck);
        read_forward_settings(deck, data, facts_shape.nx);
        const ForwardFacts direct = facts_of(std::string("preset = \"") + preset + "\"\n");
        const ForwardFacts stored = facts_of(stored_deck(deck));
        EXPECT_EQ(stored.hash, direct.hash) << preset;
    }
}

}  // namespace
}  // namespace ebru::test
