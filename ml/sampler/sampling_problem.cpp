#include "ml/sampler/sampling_problem.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "base/error.hpp"
#include "io/image_source.hpp"

namespace ebru {

SamplingProblem sampling_problem(const RunIdentity& run) {
    SamplingProblem problem;
    problem.facts = forward_facts(run.forward_deck, run.shape);
    Deck deck = Deck::parse(run.deck, "the training deck of these weights");
    problem.objective = read_objective_settings(deck, problem.facts);
    problem.window = deck.integer("data.window", 1, IntRange::at_least(1));
    return problem;
}

void use_forward_deck_of(Deck& deck, const RunIdentity& run, SamplingProblem& problem) {
    if (!deck.has("sample.forward")) {
        return;
    }
    const std::filesystem::path file = deck.existing_path("sample.forward");
    Deck forward = Deck::load(file);
    const DataSettings data = read_data_settings(forward);
    const std::unique_ptr<ImageSource> source = open_image_source(data.source);
    read_forward_settings(forward, data, source->shape().nx);
    const ForwardFacts other = forward_facts(stored_deck(forward), source->shape());
    const std::optional<std::string> difference = process_difference(problem.facts, other);
    if (difference) {
        deck.refuse(
            "sample.forward",
            fmt::format("the weights were trained on process {} (seed {}), this deck is process {}: they differ in {}",
                        problem.facts.hash, run.seed, other.hash, *difference),
            fmt::format("give a deck of process {}, or weights of process {}", problem.facts.hash, other.hash));
    }
    problem.facts = other;
}

}  // namespace ebru
