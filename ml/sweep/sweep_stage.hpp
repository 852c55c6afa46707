#pragma once

#include <array>
#include <optional>
#include <string>

#include "base/enum_names.hpp"

namespace ebru {

/// The stages of a run in their order; the word is that of the command.
enum class SweepStage { forward, train, sample, evaluate };

template <>
struct EnumNames<SweepStage> {
    static constexpr auto table = std::to_array<EnumName<SweepStage>>({{SweepStage::forward, "forward"},
                                                                       {SweepStage::train, "train"},
                                                                       {SweepStage::sample, "sample"},
                                                                       {SweepStage::evaluate, "evaluate"}});
};

inline constexpr std::array all_stages = {SweepStage::forward, SweepStage::train, SweepStage::sample,
                                          SweepStage::evaluate};

/// A key of a stage's deck.
struct StageKey {
    SweepStage stage;
    std::string key;  ///< as that deck has it
};

/// Whose a key of a sweep's deck is: `forward.transport.Pe` is transport.Pe of the forward deck; the tables of the
/// other decks are theirs alone. Nothing when no stage has such a table.
std::optional<StageKey> stage_key(const std::string& key);

}  // namespace ebru
