#include "validation/common/study.hpp"

#include "validation/petsc/referee_module.hpp"
#include "validation/referee_spde/steps.hpp"

namespace ebru {

namespace {

std::vector<double> pair_of(Deck& deck, const std::string& key) {
    const std::vector<double> ends = deck.reals(key, Range::above(0.0));
    if (ends.size() != 2 || ends[1] < ends[0]) {
        deck.refuse(key, "an intensity rises from its value at 0 to that at T", "give two numbers");
    }
    return ends;
}

}  // namespace

StudyRun referee_spde(StudyDeck& study) {
    Deck& deck = study.deck();
    RefereeSpdeSettings settings;
    settings.photograph_cells = deck.integer("photograph_cells", IntRange::at_least(16, "pixels"));
    settings.smoothing = deck.real("smoothing", Range::closed(0.0, 0.2));
    settings.lambda_width = deck.real("lambda_width", Range::above(0.0));
    settings.lambdas = deck.reals("lambdas", Range::above(0.0));
    settings.problem.horizon = deck.real("horizon", Range::above(0.0));
    settings.problem.drift_alpha = pair_of(deck, "drift_alpha");
    settings.problem.drift_lambda = deck.real("drift_lambda", Range::above(0.0));
    settings.problem.noise_alpha = pair_of(deck, "noise_alpha");
    settings.problem.noise_lambda = deck.real("noise_lambda", Range::above(0.0));
    settings.problem.rate = deck.real("rate", Range::above(0.0));
    settings.ells = deck.reals("ells", Range::at_least(0.0));
    settings.seed = static_cast<std::uint64_t>(deck.integer("seed", IntRange::at_least(0, "a seed")));
    settings.tolerance.value = deck.real("tolerance", Range::closed(1e-12, 1e-4));
    settings.sizes = study.refinements("sizes");
    settings.raw_cells = study.integer("raw_cells", IntRange::at_least(16, "cells"));
    settings.steps = study.refinements("steps");
    settings.path_steps = study.integer("path_steps", IntRange::at_least(1, "steps"));
    return [settings](StudyReport& report) {
        report.note("Referee: PETSc " + referee::referee_module().version() + ".");
        judge_drift_values(report, settings);
        judge_drift_order(report, settings);
        judge_trajectories(report, settings);
        judge_paths(report, settings);
    };
}

}  // namespace ebru
