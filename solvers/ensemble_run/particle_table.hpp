#pragma once

#include <filesystem>
#include <string>

#include "solvers/ensemble_run/result_table.hpp"

namespace ebru {

/// Paths for a plot: of the first particles that a trajectory keeps, at most 400, columns id, row, t, level, x and y
/// (the first two coordinates, 0 where there is one).
ResultTable particle_table(const std::filesystem::path& trajectory, std::string name);

}  // namespace ebru
