#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/enum_names.hpp"
#include "config/deck.hpp"
#include "ml/network/ranged_network.hpp"

namespace ebru {

/// How `time` becomes numbers: cosines and sines of geometric frequencies (levels, 1000 t), or of fixed random ones
/// (ln sigma).
enum class TimeEmbeddingKind { sinusoidal, fourier };
/// What the embedding does to a residual block: h + e, or (1 + e_1) h + e_2 after the second norm.
enum class Conditioning { add, scale_shift };
/// How the image is halved and doubled: stride-2 convolution and nearest neighbour; 2x2 mean and nearest neighbour;
/// the filter [1, 3, 3, 1].
enum class Resampling { stride, mean, fir };
/// What halves and doubles: a convolution, or a residual block (BigGAN).
enum class ResamplingBlocks { plain, residual };
/// Attention on the way up: after every residual block of a level, or once, after the last.
enum class UpAttention { every_block, last_block };
/// a + b, or (a + b)/sqrt(2): sums that keep the variance.
enum class SkipSum { plain, rescaled };
/// Whether the image itself, halved by convolutions, is added at every level of the way down.
enum class ProgressiveInput { none, residual };
/// Start of the weights: uniform of variance 1/(3 n_in), biases too; or uniform of variance 2/(n_in + n_out), biases 0.
enum class WeightStart { fan_in, fan_average };
/// What the first convolution sees: x, or 2x - 1.
enum class NetworkInput { as_is, centred };
/// What is returned: h, or h/sigma, with sigma = exp(time).
enum class NetworkOutput { as_is, over_sigma };
/// What stands around the U-Net F: D = c_skip x + c_out F(c_in x, c_noise) (preconditioning.hpp), or
/// D = r F((x - low)/r) (ranged_network.hpp).
enum class PreconditioningKind { none, edm, range };

template <>
struct EnumNames<TimeEmbeddingKind> {
    static constexpr auto table = std::to_array<EnumName<TimeEmbeddingKind>>(
        {{TimeEmbeddingKind::sinusoidal, "sinusoidal"}, {TimeEmbeddingKind::fourier, "fourier"}});
};
template <>
struct EnumNames<Conditioning> {
    static constexpr auto table =
        std::to_array<EnumName<Conditioning>>({{Conditioning::add, "add"}, {Conditioning::scale_shift, "scale-shift"}});
};
template <>
struct EnumNames<Resampling> {
    static constexpr auto table = std::to_array<EnumName<Resampling>>(
        {{Resampling::stride, "stride"}, {Resampling::mean, "mean"}, {Resampling::fir, "fir"}});
};
template <>
struct EnumNames<ResamplingBlocks> {
    static constexpr auto table = std::to_array<EnumName<ResamplingBlocks>>(
        {{ResamplingBlocks::plain, "plain"}, {ResamplingBlocks::residual, "residual"}});
};
template <>
struct EnumNames<UpAttention> {
    static constexpr auto table = std::to_array<EnumName<UpAttention>>(
        {{UpAttention::every_block, "every-block"}, {UpAttention::last_block, "last-block"}});
};
template <>
struct EnumNames<SkipSum> {
    static constexpr auto table =
        std::to_array<EnumName<SkipSum>>({{SkipSum::plain, "plain"}, {SkipSum::rescaled, "rescaled"}});
};
template <>
struct EnumNames<ProgressiveInput> {
    static constexpr auto table = std::to_array<EnumName<ProgressiveInput>>(
        {{ProgressiveInput::none, "none"}, {ProgressiveInput::residual, "residual"}});
};
template <>
struct EnumNames<WeightStart> {
    static constexpr auto table = std::to_array<EnumName<WeightStart>>(
        {{WeightStart::fan_in, "fan-in"}, {WeightStart::fan_average, "fan-average"}});
};
template <>
struct EnumNames<NetworkInput> {
    static constexpr auto table =
        std::to_array<EnumName<NetworkInput>>({{NetworkInput::as_is, "as-is"}, {NetworkInput::centred, "centred"}});
};
template <>
struct EnumNames<NetworkOutput> {
    static constexpr auto table = std::to_array<EnumName<NetworkOutput>>(
        {{NetworkOutput::as_is, "as-is"}, {NetworkOutput::over_sigma, "over-sigma"}});
};
template <>
struct EnumNames<PreconditioningKind> {
    static constexpr auto table = std::to_array<EnumName<PreconditioningKind>>({{PreconditioningKind::none, "none"},
                                                                                {PreconditioningKind::edm, "edm"},
                                                                                {PreconditioningKind::range, "range"}});
};

/// What a network is made of. The defaults are the U-Net of improved DDPM (Nichol, Dhariwal, 2021) without attention
/// but in the middle.
struct NetworkSettings {
    int channels = 16;                       ///< of level 0
    std::vector<int> multipliers = {1, 2};   ///< channels of level l are channels * multipliers[l]
    int blocks = 1;                          ///< residual blocks of a level on the way down; one more on the way up
    std::vector<int> attention_levels = {};  ///< 0 is full resolution; the middle always has attention
    int heads = 1;                           ///< of attention; divides the channels where there is attention
    double dropout = 0.0;                    ///< probability in [0, 1), inside residual blocks
    TimeEmbeddingKind embedding = TimeEmbeddingKind::sinusoidal;
    double fourier_scale = 16.0;  ///< standard deviation of the random frequencies, in turns per unit of time
    Conditioning conditioning = Conditioning::add;
    Resampling resampling = Resampling::stride;
    ResamplingBlocks resampling_blocks = ResamplingBlocks::plain;
    UpAttention up_attention = UpAttention::every_block;
    SkipSum skip_sum = SkipSum::plain;
    ProgressiveInput progressive_input = ProgressiveInput::none;
    WeightStart start = WeightStart::fan_in;
    double end_scale = 0.0;   ///< variance factor of the last convolution of every block and of the network: 0 or 1e-10
    int groups = 32;          ///< most groups of a norm
    int group_channels = 4;   ///< fewest channels of a group
    int output_channels = 0;  ///< 0: those of the images
    NetworkInput input = NetworkInput::as_is;
    NetworkOutput output = NetworkOutput::as_is;
    PreconditioningKind preconditioning = PreconditioningKind::none;
    double data_deviation = 0.5;  ///< standard deviation of the data, for edm
    ImageRange range = {};        ///< of the images, for range

    bool operator==(const NetworkSettings&) const = default;
};

/// Reads table [network]: `preset` and what differs from it. \throws UserError for values out of range or at odds with
/// each other.
NetworkSettings read_network_settings(Deck& deck);

/// The settings as table [network] of a deck, all keys in a fixed order, without the preset's name: equal networks,
/// equal text; it reads back as the same settings.
std::string network_text(const NetworkSettings& settings);

}  // namespace ebru
