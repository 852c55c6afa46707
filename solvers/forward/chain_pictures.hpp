#pragma once

#include <filesystem>
#include <vector>

#include "io/snapshot_chain_reader.hpp"
#include "solvers/forward/forward_settings.hpp"

namespace ebru {

/// What was drawn of a chain.
struct ChainPictures {
    std::vector<std::filesystem::path> series;  ///< .pvd files for ParaView
    std::filesystem::path sheet;                ///< contact sheet; empty when none was asked for
};

/// Draws the first images of a finished chain that keep their levels: ParaView series in folder/fields, and the contact
/// sheet folder/contact_sheet.png. Made from the file alone, so they can be remade at any time.
/// \throws UserError when a file cannot be written.
ChainPictures draw_chain(const SnapshotChainReader& chain, const PictureSettings& pictures, ValueRange data_range,
                         const std::filesystem::path& folder);

}  // namespace ebru
