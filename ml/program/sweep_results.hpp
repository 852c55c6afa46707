#pragma once

#include <filesystem>
#include <vector>

#include "ml/sweep/sweep_deck.hpp"
#include "ml/sweep/sweep_run.hpp"

namespace ebru {

/// Writes what the complete runs of a sweep say into its folder: the table (ml/sweep/sweep_table.hpp), a strip of
/// samples a case, and figures of both; prints the table. Nothing without a complete run.
/// \throws UserError
void report_results(const SweepDeck& sweep, const std::vector<SweepRun>& runs, const std::filesystem::path& folder);

}  // namespace ebru
