#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ebru {

/// Edits (insert, delete, replace, swap two neighbours) between two words, letter case ignored (optimal string
/// alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate with the fewest edits, if that is few for the length of the word: one, and one more for every four
/// letters after the last dot, but never all of them. Ties go to the first.
std::optional<std::string> nearest_name(std::string_view word, const std::vector<std::string>& candidates);

/// "a, b or c"
std::string joined(const std::vector<std::string>& names, std::string_view last_separator = " or ");

}  // namespace ebru
