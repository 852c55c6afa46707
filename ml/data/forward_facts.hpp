#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "solvers/forward/forward_settings.hpp"

namespace ebru {

/// What is to be known of a forward process to run it backwards.
struct ForwardFacts {
    std::string deck;  ///< resolved, as chains and checkpoints store it
    std::string hash;  ///< 16 hexadecimal digits: of `definition` and `shape`, so equal for chains of the same process
    std::string name;  ///< of the process, for people: "heat", "advection-diffusion (memoryless stencil)" ...
    std::string boundary;  ///< the walls' word
    ForwardSettings settings;
    ImageShape shape;
    std::vector<LevelRecord> levels;                              ///< (K+1)
    std::optional<GaussianPath> path;                             ///< of process.kind = "gaussian"
    std::vector<std::pair<std::string, std::string>> definition;  ///< keys and values of what defines the process

    [[nodiscard]] int last_level() const { return static_cast<int>(levels.size()) - 1; }
};

/// Reads a resolved deck; defaults are filled in, so that decks of older versions compare. Opens no data.
/// \throws UserError when it is no deck of this version or the process cannot be made for such images.
ForwardFacts forward_facts(const std::string& resolved_deck, const ImageShape& shape);

/// The first key in which two processes differ, as "transport.Pe = 50.0 and 10.0"; nothing when a network trained on
/// one may run the other backwards. Seed, precision, data (but for their range and size), what a chain keeps and
/// pictures do not count; schedules that give the same levels are the same.
std::optional<std::string> process_difference(const ForwardFacts& a, const ForwardFacts& b);

}  // namespace ebru
