#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/deck.hpp"
#include "config/deck_entry.hpp"
#include "ml/sweep/sweep_stage.hpp"

namespace ebru {

/// Where a network's training pairs come from.
enum class PairOrigin {
    online,  ///< the solver, while the network trains
    chain,   ///< a chain that `ebru forward` has stored
};

template <>
struct EnumNames<PairOrigin> {
    static constexpr auto table =
        std::to_array<EnumName<PairOrigin>>({{PairOrigin::online, "online"}, {PairOrigin::chain, "chain"}});
};

/// The [sweep] table.
struct SweepSettings {
    std::string title;
    std::vector<int> seeds;
    PairOrigin pairs = PairOrigin::online;
    int threads = 1;                   ///< of each run
    int jobs = 0;                      ///< runs at a time; 0: cores over threads
    std::vector<std::string> columns;  ///< of table.md and the plots, as metrics are called in results.json; empty: all
    std::string resolved;              ///< the table with its defaults
};

/// One setting that is compared: a row of the table.
struct SweepCase {
    std::string name;                        ///< "heat", "Pe=50", "heat, Pe=50"
    std::map<std::string, DeckValue> swept;  ///< what the grid and the case's own table set
    std::map<SweepStage, DeckEntries>
        entries;  ///< everything that the deck sets for it, by the keys of each stage's deck
};

/// A sweep's deck, taken apart.
///
/// Its tables are [sweep]; those of the stages (forward.*, and data, network, objective, train, sample, evaluate as in
/// docs/deck_reference.md), which hold for all runs; [grid], the same keys with a list of values each; [case.NAME],
/// the same keys for one case. The cases are all combinations of grid values and named cases. A case may set anew what
/// holds for all runs; the grid may not set what is set elsewhere, and sweep.seeds sets forward.seed, train.seed and
/// sample.seed.
struct SweepDeck {
    std::string name;              ///< file, for messages
    std::filesystem::path folder;  ///< relative paths start here
    SweepSettings settings;
    std::vector<std::string> axes;  ///< keys that cases set, in alphabetical order
    std::vector<SweepCase> cases;   ///< named ones in the order of the deck; the last key of the grid runs fastest
};

/// \param overrides as of `--set`. \throws UserError naming file, line, key, value and what is valid: for text that is
/// not TOML, tables that no stage has, an axis that is no list or an empty one, a key that is set twice, cases of equal
/// name. Keys of the stages' decks are judged by the stages: stage_deck().
SweepDeck read_sweep_deck(const std::filesystem::path& file, const std::vector<std::string>& overrides);

/// The deck of a stage as the sweep's deck sets it, seeds included; messages name the lines of the sweep's deck.
/// Relative paths, those of overrides too, start from the deck's folder. For one thread: it is the working folder for a
/// moment.
/// \param overrides "table.key=value": what the sweep adds.
Deck stage_deck(const SweepDeck& sweep, const SweepCase& of_case, SweepStage stage, int seed,
                const std::vector<std::string>& overrides = {});

}  // namespace ebru
