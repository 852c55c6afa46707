#pragma once

#include <array>
#include <string>

#include "base/enum_names.hpp"
#include "config/deck.hpp"
#include "solvers/gaussian/gaussian_path.hpp"

namespace ebru {

template <>
struct EnumNames<GaussianKind> {
    static constexpr auto table = std::to_array<EnumName<GaussianKind>>({{GaussianKind::ddpm, "ddpm"},
                                                                         {GaussianKind::vp, "vp"},
                                                                         {GaussianKind::ve, "ve"},
                                                                         {GaussianKind::flow, "flow"},
                                                                         {GaussianKind::brownian, "brownian"}});
};

template <>
struct EnumNames<BetaSchedule> {
    static constexpr auto table = std::to_array<EnumName<BetaSchedule>>({{BetaSchedule::linear, "linear"},
                                                                         {BetaSchedule::cosine, "cosine"},
                                                                         {BetaSchedule::constant, "constant"},
                                                                         {BetaSchedule::quadratic, "quadratic"},
                                                                         {BetaSchedule::sigmoid, "sigmoid"},
                                                                         {BetaSchedule::table, "table"}});
};

/// The [gaussian] table of a deck. Betas of ddpm fall with the number of levels unless they are given, so that level K
/// is noise for any K; a list of them (gaussian.betas) gives the number of levels. \throws UserError naming key, value
/// and choices.
GaussianParameters read_gaussian_settings(Deck& deck);

/// For people: what is left of the image at level K and how much noise there is.
std::string describe_path(const GaussianPath& path);

}  // namespace ebru
