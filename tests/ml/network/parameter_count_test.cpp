#include <cmath>
#include <numeric>
#include <vector>

#include "ml/network/make_network.hpp"
#include "tests/ml/network/network_checks.hpp"

namespace ebru {
namespace {

// Counted by hand, layer by layer, for each of the two architectures as its paper's code builds it: not by the settings
// of the project's network.

std::int64_t convolution(std::int64_t in, std::int64_t out, int kernel = 3) {
    return in * out * kernel * kernel + out;
}
std::int64_t norm(std::int64_t channels) {
    return 2 * channels;
}

std::int64_t residual(std::int64_t in, std::int64_t out, std::int64_t embedding) {
    return norm(in) + convolution(in, out) + convolution(embedding, out, 1) + norm(out) + convolution(out, out) +
           (in == out ? 0 : convolution(in, out, 1));
}
/// BigGAN's block that halves or doubles has a 1x1 skip also where channels stay.
std::int64_t resampling_residual(std::int64_t channels, std::int64_t embedding) {
    return residual(channels, channels, embedding) + convolution(channels, channels, 1);
}
std::int64_t attention(std::int64_t channels) {
    return norm(channels) + convolution(channels, 3 * channels, 1) + convolution(channels, channels, 1);
}
std::int64_t middle(std::int64_t channels, std::int64_t embedding) {
    return 2 * residual(channels, channels, embedding) + attention(channels);
}

struct Widths {
    int image = 1;
    int channels = 16;
    std::vector<int> multipliers = {};
    int blocks = 1;
    std::vector<int> attention_levels = {};
};

bool attends(const Widths& w, std::size_t level) {
    return std::count(w.attention_levels.begin(), w.attention_levels.end(), static_cast<int>(level)) > 0;
}

/// Widths of what the way up reads, last first, and the last width: levels of `blocks` results and one resampled.
std::vector<std::int64_t> skip_widths(const Widths& w) {
    std::vector<std::int64_t> skips{w.channels};
    for (std::size_t l = 0; l < w.multipliers.size(); ++l) {
        const int resampled = l + 1 < w.multipliers.size() ? 1 : 0;
        skips.insert(skips.end(), static_cast<std::size_t>(w.blocks + resampled),
                     std::int64_t{w.channels} * w.multipliers[l]);
    }
    return skips;
}

/// Improved DDPM (Nichol and Dhariwal): embedding c -> 4c -> 4c; convolutions 3x3 between levels; attention after every
/// block of its levels.
std::int64_t improved_ddpm(const Widths& w) {
    const std::int64_t c = w.channels;
    const std::int64_t e = 4 * c;
    std::int64_t count = convolution(c, e, 1) + convolution(e, e, 1) + convolution(w.image, c);
    std::int64_t width = c;
    for (std::size_t l = 0; l < w.multipliers.size(); ++l) {
        const std::int64_t here = c * w.multipliers[l];
        count += residual(width, here, e) + (w.blocks - 1) * residual(here, here, e);
        count += attends(w, l) ? w.blocks * attention(here) : 0;
        count += l + 1 < w.multipliers.size() ? convolution(here, here) : 0;
        width = here;
    }
    count += middle(width, e);
    std::vector<std::int64_t> skips = skip_widths(w);
    for (std::size_t l = w.multipliers.size(); l-- > 0;) {
        const std::int64_t here = c * w.multipliers[l];
        for (int b = 0; b <= w.blocks; ++b) {
            count += residual(width + skips.back(), here, e) + (attends(w, l) ? attention(here) : 0);
            skips.pop_back();
            width = here;
        }
        count += l > 0 ? convolution(here, here) : 0;
    }
    return count + norm(width) + convolution(width, w.image);
}

/// NCSN++ (Song et al., continuous): embedding 2c -> 4c -> 4c; residual blocks between levels; the image, halved by
/// convolutions, joins every level below; on the way up attention once a level.
std::int64_t ncsnpp(const Widths& w) {
    const std::int64_t c = w.channels;
    const std::int64_t e = 4 * c;
    std::int64_t count = convolution(2 * c, e, 1) + convolution(e, e, 1) + convolution(w.image, c);
    std::int64_t width = c;
    std::int64_t pyramid = w.image;
    for (std::size_t l = 0; l < w.multipliers.size(); ++l) {
        const std::int64_t here = c * w.multipliers[l];
        count += residual(width, here, e) + (w.blocks - 1) * residual(here, here, e);
        count += attends(w, l) ? w.blocks * attention(here) : 0;
        if (l + 1 < w.multipliers.size()) {
            count += resampling_residual(here, e) + convolution(pyramid, here);
            pyramid = here;
        }
        width = here;
    }
    count += middle(width, e);
    std::vector<std::int64_t> skips = skip_widths(w);
    for (std::size_t l = w.multipliers.size(); l-- > 0;) {
        const std::int64_t here = c * w.multipliers[l];
        for (int b = 0; b <= w.blocks; ++b) {
            count += residual(width + skips.back(), here, e);
            skips.pop_back();
            width = here;
        }
        count += (attends(w, l) ? attention(here) : 0) + (l > 0 ? resampling_residual(here, e) : 0);
    }
    return count + norm(width) + convolution(width, w.image);
}

std::int64_t count_of(const std::string& deck_text, int channels) {
    Deck deck = Deck::parse(deck_text, "test");
    return parameter_count(*make_network(read_network_settings(deck), {channels, 8, 8}, 0, 1));
}

/// Published or computed elsewhere, to their printed digits.
void expect_published(std::int64_t count, double millions, double printed_digit) {
    EXPECT_NEAR(static_cast<double>(count) * 1e-6, millions, 0.5 * printed_digit);
}

TEST(ParameterCount, PresetsHaveThoseOfTheirArchitecture) {
    const auto preset = [](const std::string& name) { return "network.preset = \"" + name + "\""; };
    EXPECT_EQ(count_of(preset("smoke"), 1), improved_ddpm({.multipliers = {1, 2}}));
    EXPECT_EQ(count_of(preset("tutorial"), 1), improved_ddpm({.multipliers = {1, 2, 3}}));
    EXPECT_EQ(count_of(preset("small"), 1), improved_ddpm({.channels = 32, .multipliers = {1, 2, 2}}));
    EXPECT_EQ(count_of(preset("paper-mnist"), 1),
              improved_ddpm({.channels = 128, .multipliers = {1, 2, 2}, .blocks = 4, .attention_levels = {2}}));
    EXPECT_EQ(
        count_of(preset("paper-ffhq128"), 3),
        improved_ddpm(
            {.image = 3, .channels = 128, .multipliers = {1, 2, 3, 4, 5}, .blocks = 3, .attention_levels = {2, 3, 4}}));
    EXPECT_EQ(count_of(preset("ncsnpp-cifar"), 3),
              ncsnpp({.image = 3, .channels = 128, .multipliers = {1, 2, 2, 2}, .blocks = 4, .attention_levels = {1}}));
}

TEST(ParameterCount, HandCountsAreThePublishedNumbers) {
    expect_published(improved_ddpm({.multipliers = {1, 2}}), 0.16, 0.01);
    expect_published(improved_ddpm({.multipliers = {1, 2, 3}}), 0.43, 0.01);
    expect_published(improved_ddpm({.channels = 32, .multipliers = {1, 2, 2}}), 1.06, 0.01);
    expect_published(improved_ddpm({.channels = 64, .multipliers = {1, 1, 1}, .blocks = 4, .attention_levels = {2}}),
                     3.70, 0.01);
    expect_published(improved_ddpm({.channels = 128, .multipliers = {1, 2, 2}, .blocks = 4, .attention_levels = {2}}),
                     42.1, 0.1);
    Widths cifar{.image = 3, .channels = 128, .multipliers = {1, 2, 2, 2}, .blocks = 2, .attention_levels = {1}};
    expect_published(improved_ddpm(cifar), 35.75, 0.01);
    cifar.blocks = 4;
    expect_published(ncsnpp(cifar), 62.0, 2.0);
    cifar.attention_levels = {2, 3};
    expect_published(improved_ddpm(cifar), 61.0, 1.0);
    Widths ffhq{
        .image = 3, .channels = 128, .multipliers = {1, 2, 3, 4, 5}, .blocks = 2, .attention_levels = {2, 3, 4}};
    expect_published(improved_ddpm(ffhq), 160.0, 1.0);
    ffhq.blocks = 3;
    expect_published(improved_ddpm(ffhq), 211.0, 1.0);
}

TEST(ParameterCount, OtherPublishedNetworksAreSettings) {
    const std::string ihd_small =
        "[network]\npreset = \"none\"\nchannels = 64\nmultipliers = [1, 1, 1]\nblocks = 4\n"
        "attention_levels = [2]\ngroup_channels = 1\n";
    EXPECT_EQ(count_of(ihd_small, 1),
              improved_ddpm({.channels = 64, .multipliers = {1, 1, 1}, .blocks = 4, .attention_levels = {2}}));
    const std::string torchcfm_cifar =
        "[network]\npreset = \"none\"\nchannels = 128\nmultipliers = [1, 2, 2, 2]\n"
        "blocks = 2\nattention_levels = [1]\nheads = 4\ndropout = 0.1\n";
    EXPECT_EQ(count_of(torchcfm_cifar, 3),
              improved_ddpm(
                  {.image = 3, .channels = 128, .multipliers = {1, 2, 2, 2}, .blocks = 2, .attention_levels = {1}}));
}

TEST(ParameterCount, ScaleShiftAndClassesAddTheirOwn) {
    NetworkSettings settings{.channels = 16, .multipliers = {1, 2}};
    const std::int64_t plain = parameter_count(*make_network(settings, {1, 8, 8}, 0, 1));
    EXPECT_EQ(parameter_count(*make_network(settings, {1, 8, 8}, 10, 1)), plain + 11 * 64);
    settings.conditioning = Conditioning::scale_shift;
    // Blocks of 16, 32 (down), 2 x 32 (middle), 2 x 32, 2 x 16 (up): each Linear(64 -> out) twice.
    EXPECT_EQ(parameter_count(*make_network(settings, {1, 8, 8}, 0, 1)),
              plain + 65 * (16 + 32 + 2 * 32 + 2 * 32 + 2 * 16));
}

}  // namespace
}  // namespace ebru
