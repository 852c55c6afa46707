#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "field/image_batch.hpp"

namespace ebru {

/// What a training run is, as texts: stored in every checkpoint and weight file, compared before one is used.
struct RunIdentity {
    std::string deck;          ///< resolved training deck, canonical TOML
    std::string network;       ///< network_text() of the network's settings
    std::string objective;     ///< what of the resolved deck make_objective() reads
    std::string forward_deck;  ///< resolved deck of the process that the pairs come from
    std::uint64_t seed = 0;
    ImageShape shape;
    int classes = 0;
    std::string version;  ///< of ebru

    bool operator==(const RunIdentity&) const = default;
};

/// A short name for a text, for messages: eight hexadecimal digits (CRC-32). Equal texts have equal names.
std::string text_name(const std::string& text);

/// In words, the first thing that two runs do not share, but for the version; nothing when they are the same run.
std::optional<std::string> identity_difference(const RunIdentity& in_file, const RunIdentity& now);

}  // namespace ebru
