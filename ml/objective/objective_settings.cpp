#include "ml/objective/objective_settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "ml/objective/cosine_marginals.hpp"
#include "ml/objective/gaussian_marginals.hpp"
#include "ml/objective/less_degraded.hpp"

namespace ebru {

namespace {

/// A linear SPDE with additive white noise: every cosine mode on its own.
bool has_cosine_marginals(const ForwardFacts& facts) {
    if (facts.settings.process != ProcessKind::spde) {
        return false;
    }
    const SpdeEquation& equation = facts.settings.spde.equation;
    return equation.isotropic_drift() && equation.has_noise() && equation.noise_class() == NoiseClass::additive &&
           equation.correlation_length == 0.0;
}

/// The objectives of a process, the default first.
std::vector<ObjectiveKind> objectives_of(const ForwardFacts& facts) {
    if (facts.path) {
        if (facts.path->kind() == GaussianKind::flow) {
            return {ObjectiveKind::flow_matching};
        }
        const bool table = facts.path->kind() == GaussianKind::ddpm;
        return table ? std::vector{ObjectiveKind::epsilon, ObjectiveKind::score}
                     : std::vector{ObjectiveKind::score, ObjectiveKind::epsilon};
    }
    if (has_cosine_marginals(facts)) {
        return {ObjectiveKind::score, ObjectiveKind::epsilon, ObjectiveKind::less_degraded};
    }
    return {ObjectiveKind::less_degraded};
}

double default_first_time(const ForwardFacts& facts) {
    if (!facts.path) {
        return 1e-3 * facts.levels.back().time;
    }
    switch (facts.path->kind()) {
        case GaussianKind::flow:
            return 0.0;
        case GaussianKind::ddpm:
            return facts.path->time(1);
        default:
            return 1e-5;  // score_sde's
    }
}

}  // namespace

ObjectiveSettings read_objective_settings(Deck& deck, const ForwardFacts& facts) {
    const std::vector<ObjectiveKind> kinds = objectives_of(facts);
    ObjectiveSettings settings;
    settings.kind = deck.choice("objective.kind", kinds.front());
    std::vector<std::string> names;
    std::transform(kinds.begin(), kinds.end(), std::back_inserter(names),
                   [](ObjectiveKind kind) { return std::string(to_name(kind)); });
    validate(std::find(kinds.begin(), kinds.end(), settings.kind) != kinds.end(),
             fmt::format("objective.kind = \"{}\"", to_name(settings.kind)),
             fmt::format("the process \"{}\" has no such objective", facts.name),
             fmt::format("choose from: {}", fmt::join(names, ", ")));
    if (settings.kind == ObjectiveKind::less_degraded) {
        const bool stochastic = facts.settings.process == ProcessKind::spde && facts.settings.spde.equation.has_noise();
        const double range = facts.settings.data.high - facts.settings.data.low;
        settings.noise = deck.real("objective.noise", stochastic ? 0.0 : 0.01 * range, Range::at_least(0.0));
    } else {
        settings.first_time = deck.real("objective.first_time", default_first_time(facts), Range::at_least(0.0));
        const double horizon = facts.levels.back().time;
        validate(settings.first_time < horizon, fmt::format("objective.first_time = {}", settings.first_time),
                 fmt::format("the prior is at time {}", horizon), fmt::format("give less than {}", horizon));
    }
    return settings;
}

std::shared_ptr<const MarginalPath> make_marginal_path(const ObjectiveSettings& settings, const ForwardFacts& facts) {
    if (settings.kind == ObjectiveKind::less_degraded) {
        return nullptr;
    }
    if (facts.path) {
        return std::make_shared<GaussianMarginals>(*facts.path, settings.first_time);
    }
    const SpdeEquation& equation = facts.settings.spde.equation;
    std::vector<double> times;
    for (const LevelRecord& level : facts.levels) {
        times.push_back(level.time);
    }
    return std::make_shared<CosineMarginals>(
        facts.shape.grid(), LinearCoefficients::from_schedules(equation.drift_intensity, equation.noise_intensity),
        std::move(times), settings.first_time);
}

MarginalTarget marginal_target(ObjectiveKind kind) {
    EBRU_EXPECT(kind != ObjectiveKind::less_degraded);
    switch (kind) {
        case ObjectiveKind::score:
            return MarginalTarget::score;
        case ObjectiveKind::flow_matching:
            return MarginalTarget::velocity;
        default:
            return MarginalTarget::noise;
    }
}

std::unique_ptr<Objective> make_objective(const ObjectiveSettings& settings, const ForwardFacts& facts,
                                          std::uint64_t seed) {
    if (settings.kind == ObjectiveKind::less_degraded) {
        return std::make_unique<LessDegraded>(LessDegraded::Parameters{
            .levels = static_cast<int>(facts.levels.size()) - 1, .noise = settings.noise, .seed = seed});
    }
    return std::make_unique<MarginalObjective>(marginal_target(settings.kind), make_marginal_path(settings, facts),
                                               seed);
}

}  // namespace ebru
