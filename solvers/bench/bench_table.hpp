#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "solvers/bench/measurement.hpp"

namespace ebru {

/// The rows as aligned text: rate with its range, bytes per update, bandwidth and its share of the limit.
std::string bench_text(const std::vector<BenchRow>& rows);

/// The rows, the build and the machine as JSON, written completely or not at all. \throws UserError
void write_bench_json(const std::string& benchmark, const std::vector<BenchRow>& rows, int repeats,
                      const std::filesystem::path& path);

}  // namespace ebru
