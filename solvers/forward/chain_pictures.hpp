#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "io/snapshot_chain_reader.hpp"
#include "io/vtk_writer.hpp"
#include "solvers/forward/forward_settings.hpp"

namespace ebru {

/// What was drawn of a chain.
struct ChainPictures {
    std::vector<std::filesystem::path> series;  ///< .pvd files for ParaView
    std::filesystem::path sheet;                ///< contact sheet; empty when none was asked for
};

/// What a process has to show at a state (C, Y, X) of image `id` at a level, beside the state: the same arrays at every
/// level. Empty for processes that have nothing.
using LevelFields = std::function<std::vector<VtkField>(SampleId id, int level, std::span<const double> state)>;

/// Draws the first images of a finished chain that keep their levels: ParaView series in folder/fields, and the contact
/// sheet folder/contact_sheet.png. Made from the file (and `fields`, a function of its
/// states) alone, so they can be remade at any time.
/// \throws UserError when a file cannot be written.
ChainPictures draw_chain(const SnapshotChainReader& chain, const PictureSettings& pictures, ValueRange data_range,
                         const std::filesystem::path& folder, const LevelFields& fields = {});

}  // namespace ebru
