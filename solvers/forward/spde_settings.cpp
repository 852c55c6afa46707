#include "solvers/forward/spde_settings.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "solvers/forward/schedule_settings.hpp"

namespace ebru {

namespace {

/// alpha of the table `table`, "drift" or "noise". What it scales differs: pixels^2 per unit time in the drift, values
/// per root of unit time in the noise.
IntensitySchedule read_intensity(Deck& deck, const std::string& table, double horizon, int width) {
    IntensitySchedule::Parameters alpha;
    alpha.horizon = horizon;
    alpha.kind = deck.choice(table + ".alpha_kind", IntensityKind::geometric);
    const bool is_drift = table == "drift";
    const std::string in_pixels = table + ".alpha_max";
    const std::string in_widths = table + ".alpha_max_widths";
    if (is_drift && deck.alternative({in_pixels, in_widths}) == in_widths) {
        alpha.alpha_max = width * deck.real(in_widths, Range::at_least(0.0, "widths"));
    } else {
        alpha.alpha_max = deck.real(in_pixels, is_drift ? 64.0 : 0.5, Range::at_least(0.0));
    }
    if (alpha.kind != IntensityKind::constant) {
        alpha.alpha_min = deck.real(table + ".alpha_min", is_drift ? 0.5 : 0.01, Range::at_least(0.0));
    }
    if (alpha.kind == IntensityKind::polynomial) {
        alpha.power = deck.real(table + ".alpha_power", 1.0, Range::above(0.0));
    }
    return IntensitySchedule(alpha, table.c_str());
}

ContrastSchedule read_contrast(Deck& deck, const std::string& table, double horizon) {
    ContrastSchedule::Parameters lambda;
    lambda.horizon = horizon;
    lambda.kind = deck.choice(table + ".lambda_kind", ContrastKind::infinite);
    if (lambda.kind != ContrastKind::infinite) {
        lambda.lambda_min = deck.real(table + ".lambda_min", 0.025, Range::above(0.0, "values per pixel"));
    }
    if (lambda.kind == ContrastKind::opening) {
        lambda.rate = deck.real(table + ".lambda_rate", 0.5, Range::above(0.0, "per unit time"));
    }
    return ContrastSchedule(lambda, table.c_str());
}

SpdeEquation read_equation(Deck& deck, int width) {
    SpdeEquation equation;
    equation.horizon = deck.real("spde.T", 2.0, Range::above(0.0));
    equation.form = deck.choice("spde.drift_form", DriftForm::compact);
    equation.gradient_scale = deck.real("spde.gradient_scale", 1.0, Range::above(0.0));
    equation.drift_intensity = read_intensity(deck, "drift", equation.horizon, width);
    equation.drift_contrast = read_contrast(deck, "drift", equation.horizon);
    equation.noise_intensity = read_intensity(deck, "noise", equation.horizon, width);
    equation.noise_contrast = read_contrast(deck, "noise", equation.horizon);
    equation.correlation_length = deck.real("noise.ell", 0.0, Range::at_least(0.0, "pixels"));
    return equation;
}

std::vector<double> read_times(Deck& deck, const SpdeEquation& equation, int width) {
    switch (deck.choice("spde.level_spacing", LevelSpacing::time)) {
        case LevelSpacing::time:
            return equal_times(equation.horizon, deck.integer("spde.levels", 100, IntRange::closed(1, 1000000)));
        case LevelSpacing::list: {
            std::vector<double> times = deck.reals("spde.level_times", Range::above(0.0));
            times.insert(times.begin(), 0.0);
            if (times.size() < 2) {
                deck.refuse("spde.level_times", "a chain needs a prior beside its data", "list at least one time");
            }
            return times;
        }
        case LevelSpacing::blur:
            return times_of_blur(equation.drift_intensity, read_schedule(deck, width), width);
    }
    EBRU_ASSERT(!"a level spacing without times");
    return {};
}

void check_scheme(const SpdeSettings& settings) {
    const SpdeEquation& equation = settings.equation;
    const SpdeScheme scheme = settings.request.scheme;
    const std::string key = fmt::format("spde.scheme = \"{}\"", to_name(scheme));
    if (scheme == SpdeScheme::exponential) {
        validate(
            equation.order() == SpdeOrder::linear && equation.correlation_length == 0.0 &&
                equation.form != DriftForm::appendix_h,
            key, "it is exact for the linear equation with additive white noise, and this one is not",
            "set drift.lambda_kind and noise.lambda_kind to \"infinite\" and noise.ell to 0, or use another scheme");
    }
    if (scheme == SpdeScheme::semi_implicit) {
        validate(equation.form != DriftForm::appendix_h, key, "the appendix form has no face coefficients to freeze",
                 "use spde.drift_form = \"compact\" or \"face-average\"");
    }
    validate(scheme == SpdeScheme::euler_maruyama || settings.taming == Taming::none,
             fmt::format("spde.taming = \"{}\"", to_name(settings.taming)),
             fmt::format("a {} step is stable without", to_name(scheme)), "use \"none\"");
}

}  // namespace

SpdeSettings read_spde_settings(Deck& deck, int width) {
    SpdeSettings settings;
    settings.equation = read_equation(deck, width);
    settings.request.scheme = deck.choice("spde.scheme", SpdeScheme::euler_maruyama);
    settings.request.dt = deck.real("spde.dt", 1e-3, Range::above(0.0));
    settings.request.on_unstable = deck.choice("spde.on_unstable", UnstableStep::substep);
    settings.taming = deck.choice("spde.taming", Taming::none);
    settings.request.times = read_times(deck, settings.equation, width);
    check_scheme(settings);
    return settings;
}

std::string classification(const SpdeEquation& equation) {
    if (!equation.has_noise()) {
        return fmt::format("{}, without noise", to_name(equation.order()));
    }
    const std::string noise = equation.correlation_length > 0.0
                                  ? fmt::format("noise of correlation length {:g} pixels", equation.correlation_length)
                                  : "white noise";
    return fmt::format("{}, {} {}", to_name(equation.order()), to_name(equation.noise_class()), noise);
}

}  // namespace ebru
