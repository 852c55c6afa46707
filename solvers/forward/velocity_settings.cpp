#include "solvers/forward/velocity_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "solvers/turbulence/random_fourier_velocity.hpp"
#include "solvers/velocity/array_velocity.hpp"

namespace ebru {

template <>
struct EnumNames<VelocityScale> {
    static constexpr auto table = std::to_array<EnumName<VelocityScale>>(
        {{VelocityScale::rms, "rms"}, {VelocityScale::maximum, "max"}, {VelocityScale::as_given, "as-given"}});
};

template <>
struct EnumNames<ModeAmplitude> {
    static constexpr auto table = std::to_array<EnumName<ModeAmplitude>>(
        {{ModeAmplitude::smooth, "smooth"}, {ModeAmplitude::shell_exact, "shell-exact"}});
};

template <>
struct EnumNames<FieldPer> {
    static constexpr auto table = std::to_array<EnumName<FieldPer>>(
        {{FieldPer::image, "image"}, {FieldPer::group, "group"}, {FieldPer::data_set, "data-set"}});
};

namespace {

TurbulenceKind turbulence_kind(VelocityKind kind) {
    switch (kind) {
        case VelocityKind::stream:
            return TurbulenceKind::stream;
        case VelocityKind::independent:
            return TurbulenceKind::independent;
        case VelocityKind::printed:
            return TurbulenceKind::printed;
        default:
            EBRU_EXPECT(kind == VelocityKind::walls);
            return TurbulenceKind::walls;
    }
}

AnalyticField analytic_field(VelocityKind kind) {
    switch (kind) {
        case VelocityKind::shear:
            return AnalyticField::shear;
        case VelocityKind::rotation:
            return AnalyticField::rotation;
        case VelocityKind::cellular:
            return AnalyticField::cellular;
        default:
            EBRU_EXPECT(kind == VelocityKind::uniform);
            return AnalyticField::uniform;
    }
}

TurbulenceParameters read_turbulence(Deck& deck, VelocityKind kind) {
    TurbulenceParameters turbulence;
    turbulence.kind = turbulence_kind(kind);
    turbulence.slope = deck.real("velocity.slope", turbulence.slope, Range::closed(-10.0, 20.0));
    turbulence.m_min = deck.real("velocity.m_min", turbulence.m_min, Range::above(0.0, "waves per width"));
    if (deck.has("velocity.m_max")) {
        turbulence.m_max = deck.real("velocity.m_max", Range::at_least(turbulence.m_min, "waves per width"));
    }
    turbulence.phase_speed =
        deck.real("velocity.phase_speed", turbulence.phase_speed, Range::at_least(0.0, "cells per interval"));
    turbulence.amplitude = deck.choice("velocity.amplitude", turbulence.amplitude);
    turbulence.field_per = deck.choice("velocity.field_per", turbulence.field_per);
    if (turbulence.field_per == FieldPer::group) {
        turbulence.group = deck.integer64("velocity.group", 64, IntRange::at_least(1, "images"));
    }
    return turbulence;
}

}  // namespace

VelocitySettings read_velocity_settings(Deck& deck) {
    VelocitySettings velocity;
    velocity.kind = deck.choice("velocity.kind", VelocityKind::none);
    if (velocity.kind == VelocityKind::none) {
        return velocity;
    }
    const bool by_formula = velocity.kind == VelocityKind::uniform || velocity.kind == VelocityKind::shear ||
                            velocity.kind == VelocityKind::rotation || velocity.kind == VelocityKind::cellular;
    velocity.scale = deck.choice("velocity.scale", VelocityScale::rms);
    if (velocity.kind == VelocityKind::file) {
        velocity.file = deck.existing_path("velocity.path");
        velocity.dataset = deck.string("velocity.dataset", "");
    } else if (by_formula) {
        velocity.analytic.field = analytic_field(velocity.kind);
        if (velocity.kind == VelocityKind::uniform) {
            velocity.analytic.v_x = deck.real("velocity.v_x", velocity.analytic.v_x);
            velocity.analytic.v_y = deck.real("velocity.v_y", velocity.analytic.v_y);
        } else {
            velocity.analytic.strength = deck.real("velocity.strength", velocity.analytic.strength);
        }
        if (velocity.kind == VelocityKind::cellular) {
            velocity.analytic.cells_x = deck.integer("velocity.cells_x", 1, IntRange::at_least(1, "vortices"));
            velocity.analytic.cells_y = deck.integer("velocity.cells_y", 1, IntRange::at_least(1, "vortices"));
        }
        velocity.analytic.scale = velocity.scale;
    } else {
        if (velocity.scale == VelocityScale::as_given) {
            deck.refuse("velocity.scale", "a random field has no size of its own", "use \"rms\" or \"max\"");
        }
        velocity.turbulence = read_turbulence(deck, velocity.kind);
        velocity.turbulence.scale = velocity.scale;
    }
    return velocity;
}

std::shared_ptr<VelocityModel> make_velocity_model(const VelocitySettings& settings, const FieldPart& part, Walls walls,
                                                   std::uint64_t seed, int levels) {
    switch (settings.kind) {
        case VelocityKind::none:
            return nullptr;
        case VelocityKind::file: {
            ArrayVelocityParameters array;
            array.grid = part.whole();
            array.levels = levels;
            array.walls = walls;
            array.scale = settings.scale;
            return std::make_shared<ArrayVelocity>(array, settings.file, settings.dataset, part);
        }
        case VelocityKind::uniform:
        case VelocityKind::shear:
        case VelocityKind::rotation:
        case VelocityKind::cellular: {
            AnalyticVelocityParameters analytic = settings.analytic;
            analytic.grid = part.whole();
            return std::make_shared<AnalyticVelocity>(analytic, part);
        }
        default: {
            TurbulenceParameters turbulence = settings.turbulence;
            turbulence.grid = part.whole();
            turbulence.seed = seed;
            return std::make_shared<RandomFourierVelocity>(turbulence, part);
        }
    }
}

double peak_ratio_of(VelocityModel& model, const VelocitySettings& settings, const FieldPart& part, int levels,
                     double planned) {
    if (settings.scale == VelocityScale::maximum) {
        return 1.0;
    }
    const bool random = settings.kind == VelocityKind::walls || settings.kind == VelocityKind::stream ||
                        settings.kind == VelocityKind::independent || settings.kind == VelocityKind::printed;
    if (random) {
        return planned;
    }
    const Grid cells = part.grid();
    VelocityRequest request;
    request.shape =
        HostVelocity("velocity shape", 1, 2, static_cast<std::size_t>(cells.ny), static_cast<std::size_t>(cells.nx));
    const double* const v = request.shape.data();
    const std::int64_t field = 0;
    double peak = 0.0;
    for (int k = 0; k < (model.steady() ? 1 : levels); ++k) {
        model.evaluate({&field, 1}, k, request);
        double largest = 0.0;
        velocity_scales(part, {&v, 1}, VelocityScale::maximum, {&largest, 1});
        peak = std::max(peak, largest);
    }
    return peak;
}

}  // namespace ebru
