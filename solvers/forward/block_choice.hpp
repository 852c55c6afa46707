#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "blocks/block_layout.hpp"
#include "solvers/forward/forward_run.hpp"
#include "solvers/forward/forward_settings.hpp"

namespace ebru {

/// Why a deck's process cannot work on images in blocks ("process.kind = \"heat\"", "its modes ..."); none when it can.
struct BlocksFault {
    std::string setting;
    std::string reason;
};
std::optional<BlocksFault> why_not_in_blocks(const ForwardSettings& settings);

/// How the ranks share images of `whole` cells: none where each takes whole images, or there is one rank and nothing to
/// share. \throws UserError for blocks that do not fit ranks or image, or a process that cannot be cut.
std::optional<BlockLayout> choose_blocks(const ForwardSettings& settings, const Grid& whole, const Ranks& ranks);

/// Bytes that one rank holds at most for an image, with what the chain keeps of it: the arrays, not the program
/// (about 100 MB). \param own cells of the rank's block, or of the image.
std::uint64_t predicted_bytes(const ForwardSettings& settings, const ChainPlan& plan, const Grid& own, bool moves);

/// What a dry run says of it; empty without blocks. \param moves whether a velocity carries the images.
std::string describe_blocks(const ForwardSettings& settings, const ChainPlan& plan, const BlockLayout* blocks,
                            bool moves);

}  // namespace ebru
