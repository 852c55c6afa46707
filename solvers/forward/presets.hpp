#pragma once

#include <array>
#include <string_view>

#include "base/enum_names.hpp"

namespace ebru {

/// Named sets of defaults; what a deck says itself comes first.
enum class Preset {
    none,
    transport,    ///< visible transport: stream function that vanishes at the walls, intensities in [0, 1], Pe = 50
    paper,        ///< "Beyond Blur": compressible field, intensities in [0.95, 1.05], bounce-back, Pe = 0.14
    anisotropic,  ///< the SPDE whose drift lets edges stand and opens with time, additive noise: equation 14
    isotropic,    ///< the stochastic heat equation with a little noise: equation 17
    ddpm,         ///< denoising diffusion: 1000 levels, beta linear from 1e-4 to 0.02, data in [-1, 1]
    vp,           ///< variance preserving, beta from 0.1 to 20, data in [-1, 1]
    ve,           ///< variance exploding, sigma from 0.01 to 50, data in [0, 1]
    flow,         ///< flow matching's straight line, data in [-1, 1]
};

template <>
struct EnumNames<Preset> {
    static constexpr auto table = std::to_array<EnumName<Preset>>({{Preset::none, "none"},
                                                                   {Preset::transport, "transport"},
                                                                   {Preset::paper, "paper"},
                                                                   {Preset::anisotropic, "anisotropic"},
                                                                   {Preset::isotropic, "isotropic"},
                                                                   {Preset::ddpm, "ddpm"},
                                                                   {Preset::vp, "vp"},
                                                                   {Preset::ve, "ve"},
                                                                   {Preset::flow, "flow"}});
};

/// The preset as a deck.
std::string_view preset_text(Preset preset);

}  // namespace ebru
