#include "solvers/forward/spde_factory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "solvers/forward/deck_names.hpp"
#include "solvers/spde/euler_maruyama.hpp"
#include "solvers/spde/exponential_stepper.hpp"
#include "solvers/spde/semi_implicit_stepper.hpp"
#include "solvers/spde/spde_process.hpp"

namespace ebru {

namespace {

template <class Real>
std::unique_ptr<SpdeStepper<Real>> make_stepper(const SpdeSettings& settings, const ImageShape& shape,
                                                std::uint64_t seed, const BlockLayout* block) {
    validate(block == nullptr || settings.request.scheme == SpdeScheme::euler_maruyama,
             fmt::format("spde.scheme = \"{}\" of images in blocks", to_name(settings.request.scheme)),
             "its steps work on the modes of whole images",
             "use spde.scheme = \"euler-maruyama\", or leave run.blocks out");
    switch (settings.request.scheme) {
        case SpdeScheme::euler_maruyama: {
            const Grid own = block != nullptr ? block->grid() : shape.grid();
            return std::make_unique<EulerMaruyama<Real>>(ImageShape{shape.channels, own.ny, own.nx}, settings.equation,
                                                         settings.taming, seed, block);
        }
        case SpdeScheme::semi_implicit:
            return std::make_unique<SemiImplicitStepper<Real>>(shape, settings.equation, seed);
        case SpdeScheme::exponential:
            return std::make_unique<ExponentialStepper<Real>>(shape, settings.equation, seed);
    }
    EBRU_ASSERT(!"a scheme without a stepper");
    return nullptr;
}

std::vector<std::string> find_warnings(const SpdeSettings& settings, const std::vector<SpdeInterval>& plan) {
    std::vector<std::string> warnings;
    const double end = settings.request.times.back();
    const SpdeStep& last = plan.back().back();
    // numerics.md 5.4: the stationary variance of a mode under explicit steps is 1/(1 - q/2) times the equation's.
    const double q = 8.0 * last.dt * settings.equation.drift_intensity.at(end);
    if (settings.request.scheme == SpdeScheme::euler_maruyama && settings.equation.has_noise() && q > 0.2) {
        warnings.push_back(fmt::format(
            "at the last step the finest modes carry up to {:.2g} times the variance that the equation gives "
            "them (explicit steps of {:.3g}): a smaller spde.dt lowers it",
            1.0 / (1.0 - 0.5 * q), last.dt));
    }
    if (settings.equation.form == DriftForm::appendix_h) {
        warnings.push_back(
            "spde.drift_form = \"appendix-h\" tends to g lap u + 2 grad g . grad u and does not keep the "
            "mean: for reproduction only");
    }
    return warnings;
}

}  // namespace

template <class Real>
MadeProcess<Real> make_spde(const SpdeSettings& settings, const ImageShape& shape, std::uint64_t seed,
                            const BlockLayout* block) {
    typename SpdeProcess<Real>::Parts parts;
    parts.plan = plan_spde(settings.equation, settings.request);
    parts.levels = spde_levels(settings.equation, settings.request, parts.plan, shape.nx);
    parts.stepper = make_stepper<Real>(settings, shape, seed, block);
    MadeProcess<Real> made;
    made.name = fmt::format("spde ({}, {})", to_name(settings.request.scheme), to_name(settings.equation.form));
    made.boundary = to_name(Walls::mirror);
    made.equation = classification(settings.equation);
    made.keeps_mass = !settings.equation.has_noise() && settings.equation.form != DriftForm::appendix_h;
    for (const SpdeInterval& interval : parts.plan) {
        made.steps_per_image += static_cast<double>(interval.size());
    }
    made.warnings = find_warnings(settings, parts.plan);
    made.process = std::make_unique<SpdeProcess<Real>>(std::move(parts));
    return made;
}

template MadeProcess<float> make_spde(const SpdeSettings&, const ImageShape&, std::uint64_t, const BlockLayout*);
template MadeProcess<double> make_spde(const SpdeSettings&, const ImageShape&, std::uint64_t, const BlockLayout*);

}  // namespace ebru
