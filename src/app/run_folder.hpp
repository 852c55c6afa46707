#pragma once

#include <filesystem>
#include <string>

#include "ranks/ranks.hpp"

namespace ebru {

/// The folder of a run's results: `given`, or for a deck examples/x/deck.toml runs/x, for a deck x.toml runs/x.
std::filesystem::path run_folder(const std::string& given, const std::filesystem::path& deck);

/// Makes it. \throws UserError naming --output when it cannot be made.
void make_run_folder(const std::filesystem::path& folder);

/// The same for the ranks of a job: rank 0 makes it, and all must see in it what rank 0 writes there. Collective.
/// \throws UserError also when one does not: a disk of its own on every node, or another working folder.
void make_common_folder(const Ranks& ranks, const std::filesystem::path& folder);

}  // namespace ebru
