#pragma once

#include <filesystem>
#include <string>

namespace ebru {

/// The folder of a run's results: `given`, or for a deck examples/x/deck.toml runs/x, for a deck x.toml runs/x.
std::filesystem::path run_folder(const std::string& given, const std::filesystem::path& deck);

/// Makes it. \throws UserError naming --output when it cannot be made.
void make_run_folder(const std::filesystem::path& folder);

}  // namespace ebru
