#include "ml/sampler/sample_settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "base/error.hpp"
#include "ml/sampler/interval_law.hpp"

namespace ebru {

namespace {

/// The first is the default.
std::vector<SamplerKind> samplers_of(const ForwardFacts& facts, const ObjectiveSettings& objective) {
    if (objective.kind == ObjectiveKind::less_degraded) {
        const bool stochastic = facts.settings.process == ProcessKind::spde && facts.settings.spde.equation.has_noise();
        return {stochastic ? SamplerKind::tweedie : SamplerKind::level};
    }
    if (objective.kind == ObjectiveKind::flow_matching) {
        // The SDE with these marginals has infinite coefficients at the prior.
        return {SamplerKind::flow_heun, SamplerKind::flow_euler, SamplerKind::flow_midpoint,
                SamplerKind::flow_adaptive};
    }
    if (facts.path && facts.path->kind() == GaussianKind::ddpm) {
        return {SamplerKind::ancestral, SamplerKind::reverse_diffusion};
    }
    return {SamplerKind::ancestral,    SamplerKind::reverse_diffusion, SamplerKind::reverse_sde,
            SamplerKind::flow_euler,   SamplerKind::flow_midpoint,     SamplerKind::flow_heun,
            SamplerKind::flow_adaptive};
}

template <NamedEnum E>
E one_of(Deck& deck, const std::string& key, const std::vector<E>& choices, const std::string& process) {
    const E chosen = deck.choice(key, choices.front());
    if (std::find(choices.begin(), choices.end(), chosen) == choices.end()) {
        std::vector<std::string_view> names;
        std::transform(choices.begin(), choices.end(), std::back_inserter(names), [](E e) { return to_name(e); });
        deck.refuse(key, fmt::format("not for the process \"{}\" and its objective", process),
                    fmt::format("choose from: {}", fmt::join(names, ", ")));
    }
    return chosen;
}

std::vector<PriorKind> priors_of(const ForwardFacts& facts) {
    if (facts.path) {
        return {PriorKind::normal, PriorKind::pushed, PriorKind::fitted};
    }
    return {PriorKind::pushed, PriorKind::fitted};
}

void read_labels(Deck& deck, int classes, SampleSettings& settings) {
    if (classes == 0) {
        return;
    }
    settings.guidance = deck.real("sample.guidance", 0.0, Range::at_least(0.0));
    // A pushed-forward state is that of an image whose class may not be contradicted: "no class" is the number
    // `classes`.
    std::vector<int> all(static_cast<std::size_t>(classes));
    std::iota(all.begin(), all.end(), 0);
    const std::vector<int> fallback = settings.prior == PriorKind::pushed ? std::vector<int>{classes} : all;
    settings.labels = deck.integers("sample.labels", fallback, IntRange::closed(0, classes));
    if (settings.labels.empty()) {
        deck.refuse("sample.labels", "no class is left for a sample",
                    fmt::format("list classes from 0 to {}, or {} for none", classes - 1, classes));
    }
}

void read_corrector(Deck& deck, SampleSettings& settings) {
    settings.corrector_steps = deck.integer("sample.corrector_steps", 0, IntRange::closed(0, 6));
    if (settings.corrector_steps > 0) {
        settings.snr = deck.real("sample.snr", 0.16, Range::above(0.0));
        settings.order = deck.choice("sample.corrector_order", CorrectorOrder::corrector_first);
    }
}

void read_level_options(Deck& deck, const ObjectiveSettings& objective, const ForwardFacts& facts, int window,
                        SampleSettings& settings) {
    settings.steps = facts.last_level() / window;
    if (settings.kind == SamplerKind::level) {
        // delta = 1.25 sigma: Rissanen et al., arXiv:2206.13397
        settings.noise = deck.real("sample.noise", 1.25 * objective.noise, Range::at_least(0.0));
        return;
    }
    read_corrector(deck, settings);
    if (settings.corrector_steps == 0) {
        return;
    }
    if (objective.noise > 0.0) {
        deck.refuse("sample.corrector_steps", "the network saw noise of its own in training (objective.noise)",
                    "leave it at 0, or train with objective.noise = 0");
    }
    if (const std::optional<Obstacle> obstacle = interval_law_obstacle(facts, window)) {
        deck.refuse("sample.corrector_steps", "of this process, " + obstacle->why, obstacle->advice);
    }
}

void read_path_options(Deck& deck, const ObjectiveSettings& objective, const ForwardFacts& facts,
                       SampleSettings& settings) {
    const bool discrete = facts.path && facts.path->kind() == GaussianKind::ddpm;
    const int levels = static_cast<int>(facts.levels.size()) - 1;
    settings.steps =
        deck.integer("sample.steps", discrete ? levels : 100, IntRange::closed(1, discrete ? levels : 100000));
    const bool ancestral = settings.kind == SamplerKind::ancestral;
    if (!discrete) {
        settings.end = deck.real("sample.end", ancestral ? 0.0 : objective.first_time,
                                 Range::right_open(0.0, facts.levels.back().time));
    }
    if (ancestral) {
        settings.variance = deck.choice("sample.variance", ReverseVariance::posterior);
        if (settings.variance == ReverseVariance::data) {
            settings.data_deviation = deck.real("sample.data_deviation", Range::above(0.0));
        }
        settings.clip = deck.boolean("sample.clip", true);
    }
    if (settings.kind == SamplerKind::reverse_sde) {
        settings.control = deck.real("sample.control", 1.0, Range::closed(0.0, 1.0));
    }
    if (settings.kind == SamplerKind::flow_adaptive) {
        settings.tolerance = deck.real("sample.tolerance", 1e-4, Range::open(0.0, 1.0));
    }
    if (settings.kind == SamplerKind::reverse_sde || settings.kind == SamplerKind::reverse_diffusion) {
        read_corrector(deck, settings);
    }
}

}  // namespace

SampleSettings read_sample_settings(Deck& deck, const ForwardFacts& facts, const ObjectiveSettings& objective,
                                    int window, int classes) {
    SampleSettings settings;
    settings.seed = deck.unsigned64("sample.seed", 1);
    settings.count = deck.integer64("sample.count", 64, IntRange::closed(1, 100000000));
    settings.first = deck.integer64("sample.first", 0, IntRange::at_least(0));
    settings.batch = deck.integer("sample.batch", 64, IntRange::closed(1, 65536));
    settings.kept_states = deck.integer("sample.kept_states", 11, IntRange::closed(2, 100001));
    settings.kind = one_of(deck, "sample.sampler", samplers_of(facts, objective), facts.name);
    settings.prior = one_of(deck, "sample.prior", priors_of(facts), facts.name);
    if (settings.prior == PriorKind::fitted) {
        settings.prior_images = deck.integer64("sample.prior_images", 10000, IntRange::at_least(2));
    }
    read_labels(deck, classes, settings);
    if (objective.kind == ObjectiveKind::less_degraded) {
        read_level_options(deck, objective, facts, window, settings);
    } else {
        read_path_options(deck, objective, facts, settings);
    }
    return settings;
}

}  // namespace ebru
