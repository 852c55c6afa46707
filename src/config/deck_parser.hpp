#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "config/deck_entry.hpp"

namespace ebru {

/// A TOML text with its nested tables laid flat. A table without keys is kept apart, so that a misspelt one is noticed.
struct ParsedDeck {
    DeckEntries entries;
    std::map<std::string, std::string> empty_tables;  ///< dotted name and origin
};

/// Parses a whole deck. `name` stands before the line in messages; `folder` is what relative paths start from.
/// \throws UserError with name:line:column for text that is not TOML, and for keys other than letters, digits, _ and -.
ParsedDeck parse_deck_text(std::string_view text, const std::string& name, const std::filesystem::path& folder);

/// Parses "key=value": the value is TOML, or else a bare word that is taken as a string. `position` orders several.
/// Relative paths start from the working folder.
/// \throws UserError when it is malformed.
DeckEntries parse_override(const std::string& assignment, int position);

}  // namespace ebru
