#include "ml/network/network_settings.hpp"

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "ml/network/network_presets.hpp"
#include "tests/ml/network/network_checks.hpp"

namespace ebru {
namespace {

NetworkSettings read(const std::string& text) {
    Deck deck = Deck::parse(text, "deck.toml");
    const NetworkSettings settings = read_network_settings(deck);
    deck.reject_unknown();
    return settings;
}

TEST(NetworkSettings, TextReadsBackAsTheSameSettings) {
    std::vector<NetworkSettings> all = little_networks();
    for (const std::string& preset : all_names<NetworkPreset>()) {
        all.push_back(read("network.preset = \"" + preset + "\""));
    }
    all.push_back(read("[network]\npreconditioning = \"edm\"\ndata_deviation = 0.6162\n"));
    all.push_back(read("[network]\npreconditioning = \"range\"\nrange_low = 0.95\nrange_high = 1.05\n"));
    std::set<std::string> texts;
    for (const NetworkSettings& settings : all) {
        EXPECT_EQ(read(network_text(settings)), settings) << network_text(settings);
        texts.insert(network_text(settings));
    }
    // "none" and smoke are the defaults.
    EXPECT_EQ(texts.size(), all.size() - 1);
}

TEST(NetworkSettings, DeckComesBeforeThePreset) {
    const NetworkSettings settings =
        read("[network]\npreset = \"ncsnpp-cifar\"\nchannels = 32\nembedding = \"sinusoidal\"\n");
    EXPECT_EQ(settings.channels, 32);
    EXPECT_EQ(settings.embedding, TimeEmbeddingKind::sinusoidal);
    EXPECT_EQ(settings.blocks, 4);
    EXPECT_EQ(read(""), read("network.preset = \"tutorial\""));
}

TEST(NetworkSettings, OrderOfAttentionLevelsIsNoDifference) {
    const std::string text = "[network]\nmultipliers = [1, 2, 3]\nattention_levels = ";
    EXPECT_EQ(network_text(read(text + "[2, 1]")), network_text(read(text + "[1, 2]")));
}

void expect_refused(const std::string& lines, const std::string& key, const std::string& word) {
    try {
        read("[network]\n" + lines);
        ADD_FAILURE() << lines << " was taken";
    } catch (const UserError& error) {
        EXPECT_NE(std::string(error.what()).find("network." + key), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find(word), std::string::npos) << error.what();
    }
}

TEST(NetworkSettings, NonsenseIsRefusedWithItsKey) {
    expect_refused("channels = 0", "channels", "[1, 4096]");
    expect_refused("multipliers = []", "multipliers", "at least one level");
    expect_refused("multipliers = [1, 0]", "multipliers", "[1, 64]");
    expect_refused("blocks = 0", "blocks", "[1, 64]");
    expect_refused("attention_levels = [3]", "attention_levels", "0 to 2");
    expect_refused("heads = 5", "heads", "level 2 has attention and 48 channels");
    expect_refused("heads = 32\nattention_levels = [0]\nmultipliers = [1, 2]", "heads", "level 0");
    expect_refused("dropout = 1.0", "dropout", "[0, 1)");
    expect_refused("resampling = \"bicubic\"", "resampling", "fir");
    expect_refused("resampling_blocks = \"residual\"", "resampling", "plain");
    expect_refused("preconditioning = \"edm\"\noutput = \"over-sigma\"", "output", "as-is");
    expect_refused("preconditioning = \"range\"\nrange_low = 1.0", "range_high", "above");
    expect_refused("fourier_scale = 3.0", "fourier_scale", "no key of that name");
    expect_refused("preset = \"huge\"", "preset", "tutorial");
}

/// First words of the table rows of section [network].
std::set<std::string> documented_keys() {
    std::ifstream file(EBRU_DECK_REFERENCE);
    std::stringstream text;
    text << file.rdbuf();
    std::set<std::string> keys;
    const std::string page = text.str();
    const std::regex key("`network[.]([a-z_]+)`");
    for (std::sregex_iterator found(page.begin(), page.end(), key), end; found != end; ++found) {
        keys.insert((*found)[1]);
    }
    return keys;
}

TEST(NetworkSettings, DeckReferenceNamesTheSameKeys) {
    std::set<std::string> keys;
    for (const std::string& preconditioning : all_names<PreconditioningKind>()) {
        Deck deck = Deck::parse("[network]\nembedding = \"fourier\"\npreconditioning = \"" + preconditioning + "\"\n",
                                "deck.toml");
        read_network_settings(deck);
        std::istringstream resolved(deck.resolved());
        for (std::string line; std::getline(resolved, line);) {
            if (const auto equals = line.find(" = "); equals != std::string::npos) {
                keys.insert(line.substr(0, equals));
            }
        }
    }
    EXPECT_GT(keys.size(), 20U);
    EXPECT_EQ(documented_keys(), keys);
}

}  // namespace
}  // namespace ebru
