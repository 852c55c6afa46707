#pragma once

#include <array>

#include "base/enum_names.hpp"
#include "config/deck.hpp"
#include "solvers/spde/spde_plan.hpp"
#include "solvers/spde/taming.hpp"

namespace ebru {

/// How the times of the levels are chosen.
enum class LevelSpacing {
    time,  ///< equal steps of time
    list,  ///< as listed
    blur,  ///< where the blur of the isotropic equation is that of the [schedule] table
};

template <>
struct EnumNames<LevelSpacing> {
    static constexpr auto table = std::to_array<EnumName<LevelSpacing>>(
        {{LevelSpacing::time, "time"}, {LevelSpacing::list, "list"}, {LevelSpacing::blur, "blur"}});
};

template <>
struct EnumNames<DriftForm> {
    static constexpr auto table = std::to_array<EnumName<DriftForm>>({{DriftForm::compact, "compact"},
                                                                      {DriftForm::face_average, "face-average"},
                                                                      {DriftForm::appendix_h, "appendix-h"}});
};

template <>
struct EnumNames<SpdeScheme> {
    static constexpr auto table = std::to_array<EnumName<SpdeScheme>>({{SpdeScheme::euler_maruyama, "euler-maruyama"},
                                                                       {SpdeScheme::semi_implicit, "semi-implicit"},
                                                                       {SpdeScheme::exponential, "exponential"}});
};

template <>
struct EnumNames<UnstableStep> {
    static constexpr auto table =
        std::to_array<EnumName<UnstableStep>>({{UnstableStep::substep, "substep"}, {UnstableStep::error, "error"}});
};

template <>
struct EnumNames<Taming> {
    static constexpr auto table = std::to_array<EnumName<Taming>>({{Taming::none, "none"},
                                                                   {Taming::global, "global"},
                                                                   {Taming::rms, "rms"},
                                                                   {Taming::componentwise, "componentwise"}});
};

template <>
struct EnumNames<IntensityKind> {
    static constexpr auto table = std::to_array<EnumName<IntensityKind>>({{IntensityKind::constant, "constant"},
                                                                          {IntensityKind::geometric, "geometric"},
                                                                          {IntensityKind::polynomial, "polynomial"}});
};

template <>
struct EnumNames<ContrastKind> {
    static constexpr auto table = std::to_array<EnumName<ContrastKind>>({{ContrastKind::infinite, "infinite"},
                                                                         {ContrastKind::constant, "constant"},
                                                                         {ContrastKind::opening, "opening"}});
};

template <>
struct EnumNames<SpdeOrder> {
    static constexpr auto table = std::to_array<EnumName<SpdeOrder>>({{SpdeOrder::linear, "linear"},
                                                                      {SpdeOrder::semilinear, "semilinear"},
                                                                      {SpdeOrder::quasilinear, "quasilinear"}});
};

template <>
struct EnumNames<NoiseClass> {
    static constexpr auto table = std::to_array<EnumName<NoiseClass>>(
        {{NoiseClass::additive, "additive"}, {NoiseClass::multiplicative, "multiplicative"}});
};

/// The [spde], [drift] and [noise] tables of a deck.
struct SpdeSettings {
    SpdeEquation equation;
    SpdePlanRequest request;
    Taming taming = Taming::none;
};

/// \param width of the images. \throws UserError naming key, value and choices.
SpdeSettings read_spde_settings(Deck& deck, int width);

/// Of the equation, for people: "quasilinear, additive white noise".
std::string classification(const SpdeEquation& equation);

}  // namespace ebru
