#include "validation/common/study.hpp"
#include "validation/conservation/claims.hpp"

namespace ebru {

StudyRun conservation(StudyDeck& deck) {
    const int mass_steps = deck.integer("mass_steps", IntRange::at_least(1000));
    const std::vector<int> constant_sizes = deck.refinements("constant_sizes");
    const int mixing_cells = deck.deck().integer("mixing_cells", IntRange::at_least(8, "cells"));
    BoundsCases bounds;
    bounds.cells = deck.deck().integer("bounds_cells", IntRange::at_least(8, "cells"));
    bounds.steps = deck.deck().integer("bounds_steps", IntRange::at_least(10));
    bounds.taus = deck.deck().reals("taus", Range::left_open(0.5, 2.0));
    return [=](StudyReport& report) {
        judge_mass(report, mass_steps);
        judge_maximum_principle(report, bounds);
        judge_positivity(report, bounds);
        judge_mixing(report, mixing_cells);
        judge_constants(report, constant_sizes);
    };
}

}  // namespace ebru
