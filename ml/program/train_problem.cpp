#include "ml/program/train_problem.hpp"

#include <fmt/format.h>

#include "base/version.hpp"
#include "config/deck_value.hpp"
#include "ml/network/make_network.hpp"
#include "ml/network/network_presets.hpp"

namespace ebru {

namespace {

/// Which data the objective needs, before the process is known: closed-form objectives are named in the deck.
NeedsPairs needed_data(Deck& deck) {
    if (!deck.has("objective.kind")) {
        return NeedsPairs::yes;
    }
    return deck.choice<ObjectiveKind>("objective.kind") == ObjectiveKind::less_degraded ? NeedsPairs::yes
                                                                                        : NeedsPairs::no;
}

/// A network that maps images to differences of images sees them as of [0, 1] unless the deck says otherwise; the other
/// objectives have units of their own.
void suit_network(Deck& deck, const SamplingProblem& sampling) {
    const DataSettings& data = sampling.facts.settings.data;
    if (sampling.objective.kind == ObjectiveKind::less_degraded && (data.low != 0.0 || data.high != 1.0)) {
        deck.set_defaults_from(
            Deck::parse("[network]\npreconditioning = \"range\"\nrange_low = " + toml_text({.data = data.low}) +
                            "\nrange_high = " + toml_text({.data = data.high}) + "\n",
                        "the range of the data"));
    }
}

}  // namespace

TrainProblem read_train_problem(Deck& deck) {
    TrainProblem problem;
    problem.settings = read_train_settings(deck);
    deck.choice("network.preset", NetworkPreset::tutorial);  // first of its table: the resolved deck keeps its order
    const NeedsPairs needs = needed_data(deck);
    problem.data = make_training_data(deck, needs, problem.settings.update.seed);
    problem.sampling.facts = problem.data.facts;
    problem.sampling.objective = read_objective_settings(deck, problem.data.facts);
    suit_network(deck, problem.sampling);
    problem.network = read_network_settings(deck);
    problem.sampling.window = deck.integer("data.window", 1, IntRange::at_least(1));
    problem.objective = make_objective(problem.sampling.objective, problem.data.facts, problem.settings.update.seed);
    if (problem.objective->needs_pairs() != (needs == NeedsPairs::yes)) {
        deck.refuse("objective.kind",
                    fmt::format("this process is learned by \"{}\", which draws its own states",
                                to_name(problem.sampling.objective.kind)),
                    "name the objective in the deck");
    }
    deck.reject_unknown();
    problem.resolved = deck.resolved();
    problem.identity = {.deck = deck.resolved(run_keys()),
                        .network = network_text(problem.network),
                        .objective = problem.objective->text(),
                        .forward_deck = problem.data.training->forward_deck(),
                        .seed = problem.settings.update.seed,
                        .shape = problem.data.training->shape(),
                        .classes = problem.data.training->classes(),
                        .version = version};
    return problem;
}

std::shared_ptr<Network> make_first_network(const TrainProblem& problem) {
    return make_network(problem.network, problem.identity.shape, problem.identity.classes, problem.identity.seed);
}

std::string train_text(const TrainProblem& problem) {
    const RunIdentity& run = problem.identity;
    const TrainSettings& settings = problem.settings;
    return fmt::format(
        "a network of {} parameters for images of {} x {} x {}{}, objective {}\n"
        "{} images, {}; {} updates of {} images, {:.3g} epochs\n",
        parameter_count(*make_first_network(problem)), run.shape.channels, run.shape.ny, run.shape.nx,
        run.classes > 0 ? fmt::format(", {} classes", run.classes) : "", to_name(problem.sampling.objective.kind),
        problem.data.training->images(), problem.data.online ? "pairs made by the solver" : "from memory or file",
        settings.run.steps, settings.update.batch,
        static_cast<double>(settings.run.steps * settings.update.batch) /
            static_cast<double>(problem.data.training->images()));
}

}  // namespace ebru
