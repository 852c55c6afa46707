#include "ml/network/network_settings.hpp"

#include <algorithm>

#include "config/deck_value.hpp"
#include "ml/network/network_presets.hpp"

namespace ebru {

namespace {

/// Every key of [network] once: `setting` is a reader or a writer.
template <class Settings, class Setting>
void for_each_setting(Settings& s, const Setting& setting) {
    const IntRange count = IntRange::closed(1, 4096);
    setting.integer("channels", s.channels, count);
    setting.integers("multipliers", s.multipliers, IntRange::closed(1, 64));
    setting.integer("blocks", s.blocks, IntRange::closed(1, 64));
    setting.integers("attention_levels", s.attention_levels, IntRange::at_least(0));
    setting.integer("heads", s.heads, count);
    setting.real("dropout", s.dropout, Range::right_open(0.0, 1.0));
    setting.choice("embedding", s.embedding);
    if (s.embedding == TimeEmbeddingKind::fourier) {
        setting.real("fourier_scale", s.fourier_scale, Range::above(0.0));
    }
    setting.choice("conditioning", s.conditioning);
    setting.choice("resampling", s.resampling);
    setting.choice("resampling_blocks", s.resampling_blocks);
    setting.choice("up_attention", s.up_attention);
    setting.choice("skip_sum", s.skip_sum);
    setting.choice("progressive_input", s.progressive_input);
    setting.choice("start", s.start);
    setting.real("end_scale", s.end_scale, Range::closed(0.0, 1.0));
    setting.integer("groups", s.groups, count);
    setting.integer("group_channels", s.group_channels, count);
    setting.integer("output_channels", s.output_channels, IntRange::closed(0, 4096));
    setting.choice("input", s.input);
    setting.choice("output", s.output);
    setting.choice("preconditioning", s.preconditioning);
    if (s.preconditioning == PreconditioningKind::edm) {
        setting.real("data_deviation", s.data_deviation, Range::above(0.0));
    }
    if (s.preconditioning == PreconditioningKind::range) {
        setting.real("range_low", s.range.low, Range::any());
        setting.real("range_high", s.range.high, Range::any());
    }
}

class SettingReader {
  public:
    explicit SettingReader(Deck& deck) : deck_(deck) {}
    void integer(const std::string& key, int& value, const IntRange& range) const {
        value = deck_.integer("network." + key, value, range);
    }
    void integers(const std::string& key, std::vector<int>& values, const IntRange& range) const {
        values = deck_.integers("network." + key, values, range);
    }
    void real(const std::string& key, double& value, const Range& range) const {
        value = deck_.real("network." + key, value, range);
    }
    template <class E>
    void choice(const std::string& key, E& value) const {
        value = deck_.choice("network." + key, value);
    }

  private:
    Deck& deck_;
};

class SettingWriter {
  public:
    explicit SettingWriter(std::string& text) : text_(text) {}
    void integer(const std::string& key, int value, const IntRange&) const { line(key, {.data = std::int64_t{value}}); }
    void integers(const std::string& key, const std::vector<int>& values, const IntRange&) const {
        std::vector<DeckValue> list;
        for (const int value : values) {
            list.push_back({.data = std::int64_t{value}});
        }
        line(key, {.data = list});
    }
    void real(const std::string& key, double value, const Range&) const { line(key, {.data = value}); }
    template <class E>
    void choice(const std::string& key, E value) const {
        line(key, {.data = std::string(to_name(value))});
    }

  private:
    void line(const std::string& key, const DeckValue& value) const { text_ += key + " = " + toml_text(value) + "\n"; }

    std::string& text_;
};

void refuse_odds(const Deck& deck, const NetworkSettings& s) {
    const auto levels = static_cast<int>(s.multipliers.size());
    if (levels == 0) {
        deck.refuse("network.multipliers", "a network has at least one level",
                    "give one number a level, such as [1, 2, 2]");
    }
    if (!std::all_of(s.attention_levels.begin(), s.attention_levels.end(), [&](int l) { return l < levels; })) {
        deck.refuse("network.attention_levels", "levels are 0 to " + std::to_string(levels - 1) + ", one a multiplier",
                    "leave out the higher ones or give more multipliers");
    }
    for (int l = 0; l < levels; ++l) {
        const bool attends = l == levels - 1 || std::count(s.attention_levels.begin(), s.attention_levels.end(), l) > 0;
        const int channels = s.channels * s.multipliers[static_cast<std::size_t>(l)];
        if (attends && channels % s.heads != 0) {
            deck.refuse("network.heads",
                        "level " + std::to_string(l) + " has attention and " + std::to_string(channels) +
                            " channels, which are shared out evenly",
                        "give a divisor of every attending level's channels (the last level attends)");
        }
    }
    if (s.resampling_blocks == ResamplingBlocks::residual && s.resampling == Resampling::stride) {
        deck.refuse("network.resampling", "residual blocks that resample filter both of their branches",
                    "use \"mean\" or \"fir\", or resampling_blocks = \"plain\"");
    }
    if (s.range.high <= s.range.low) {
        deck.refuse("network.range_high", "it must lie above network.range_low",
                    "give the range of the process's images");
    }
    if (s.preconditioning == PreconditioningKind::edm && s.output == NetworkOutput::over_sigma) {
        deck.refuse("network.output", "preconditioning scales the output already, and its network is told ln(sigma)/4",
                    "use \"as-is\" or preconditioning = \"none\"");
    }
}

}  // namespace

NetworkSettings read_network_settings(Deck& deck) {
    const auto preset = deck.choice("network.preset", NetworkPreset::tutorial);
    deck.set_defaults_from(Deck::parse(preset_text(preset), "network preset " + std::string(to_name(preset))));
    NetworkSettings settings;
    for_each_setting(settings, SettingReader(deck));
    refuse_odds(deck, settings);
    std::sort(settings.attention_levels.begin(), settings.attention_levels.end());
    return settings;
}

std::string network_text(const NetworkSettings& settings) {
    std::string text = "[network]\n";
    for_each_setting(settings, SettingWriter(text));
    return text;
}

}  // namespace ebru
