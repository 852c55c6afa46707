#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/deck_entry.hpp"
#include "ml/sweep/sweep_deck.hpp"
#include "ml/sweep/sweep_stage.hpp"

namespace ebru {

/// A key that the sweep's deck sets, and where.
struct SweptEntry {
    std::string name;  ///< as the sweep's deck has it: "forward.transport.Pe"
    StageKey key;
    DeckEntry entry;
};

/// A key with the values that it takes in turn.
struct GridAxis : SweptEntry {
    std::vector<DeckValue> values;  ///< at least one
};

/// A sweep's deck by its tables.
struct SweepParts {
    std::vector<SweptEntry> common;
    std::vector<GridAxis> axes;
    std::map<std::string, std::vector<SweptEntry>> named;
};

/// All combinations of named cases, in the order of the deck, and of grid values; one case when there are neither.
/// \param deck its name, for messages. \throws UserError for a key of the grid that is set elsewhere too, for equal
/// names, and for more than 10,000 cases.
std::vector<SweepCase> all_cases(const SweepParts& parts, const std::string& deck);

/// A case's name in that of a folder: letters, digits and = . - _ stay, all else becomes _.
std::string folder_word(const std::string& name);

}  // namespace ebru
