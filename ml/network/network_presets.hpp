#pragma once

#include <array>
#include <string_view>

#include "base/enum_names.hpp"

namespace ebru {

/// Named networks; what a deck's [network] says itself comes first. Numbers of parameters are for gray images (ncsnpp
/// and ffhq: colour), without classes.
enum class NetworkPreset {
    none,
    smoke,          ///< 0.16 M: does it run at all
    tutorial,       ///< 0.43 M: an hour on two cores at 28x28
    small,          ///< 1.06 M: hours on a CPU, minutes on a GPU
    paper_mnist,    ///< 42.1 M: inverse heat dissipation's MNIST configuration, and Beyond Blur's
    paper_ffhq128,  ///< 210.9 M: Beyond Blur's FFHQ-128
    ncsnpp_cifar,   ///< 62.8 M: NCSN++ (continuous) of score_sde, time = ln sigma, images in [0, 1]
};

template <>
struct EnumNames<NetworkPreset> {
    static constexpr auto table =
        std::to_array<EnumName<NetworkPreset>>({{NetworkPreset::none, "none"},
                                                {NetworkPreset::smoke, "smoke"},
                                                {NetworkPreset::tutorial, "tutorial"},
                                                {NetworkPreset::small, "small"},
                                                {NetworkPreset::paper_mnist, "paper-mnist"},
                                                {NetworkPreset::paper_ffhq128, "paper-ffhq128"},
                                                {NetworkPreset::ncsnpp_cifar, "ncsnpp-cifar"}});
};

/// The preset as a deck with the table [network].
std::string_view preset_text(NetworkPreset preset);

}  // namespace ebru
