#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "config/deck_value.hpp"

namespace ebru {

/// Where a deck's key was given, in ascending precedence.
enum class DeckLayer { preset, deck, command_line };

/// A key's value and where it was given.
struct DeckEntry {
    DeckValue value;
    DeckLayer layer = DeckLayer::deck;
    std::string origin;            ///< "deck.toml:12" or "--set"
    int line = 0;                  ///< of the file; the order of --set
    std::filesystem::path folder;  ///< relative paths start here
};

/// By dotted key: "solver.Pe".
using DeckEntries = std::map<std::string, DeckEntry>;

}  // namespace ebru
