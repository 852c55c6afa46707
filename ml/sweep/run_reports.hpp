#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "ml/sweep/sweep_run.hpp"

namespace ebru {

/// Numbers with their names, in the order of their file.
using NamedNumbers = std::vector<std::pair<std::string, double>>;

/// Updates that a training's log.csv tells of; 0 without one.
std::int64_t updates_in(const std::filesystem::path& log);

/// What a complete run has to say.
///
/// Every number inside the object `metrics` of evaluation/results.json, called by its keys with dots between them
/// ("classifier.frechet_distance"; lists count from 0), and its costs: cost.updates, cost.seconds_an_update (median),
/// cost.training_seconds, cost.network_calls (of an image), cost.seconds_an_image.
/// \throws UserError when results.json is missing or has no such object.
NamedNumbers run_numbers(const SweepRun& run);

}  // namespace ebru
