#pragma once

#include <filesystem>
#include <vector>

#include "ml/sweep/sweep_deck.hpp"
#include "ml/sweep/sweep_run.hpp"

namespace ebru {

/// The runs of a sweep, every deck of every stage read and checked by the code that the stage itself reads it with.
/// Nothing is written into `folder`.
/// \param folder of the sweep; run "heat, seed 1" is in runs/heat_seed1. \param only the number of one run to read; 0
/// for all. \throws UserError with the line of the sweep's deck.
std::vector<SweepRun> read_sweep_runs(const SweepDeck& sweep, const std::filesystem::path& folder, int only);

}  // namespace ebru
