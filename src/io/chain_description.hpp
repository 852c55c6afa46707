#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "io/chain_schema.hpp"
#include "io/chain_sections.hpp"
#include "io/hdf5_file.hpp"

namespace ebru {

/// What a chain file says of itself.
struct ChainDescription {
    ChainHeader header;
    ChainLayout layout;
    std::vector<ChainSection> sections{};  ///< none when all samples lie in the file itself
};

/// Reads header and layout of an open file, after checking its format, its version, and the name, type and extents of
/// every data set. Nothing is allocated by a number in the file before the file is known to be large enough for it.
/// \throws UserError saying what is not as it should be.
ChainDescription read_chain_description(const Hdf5File& file, const std::filesystem::path& path);

/// The first thing in which two chains differ (not in how they lie in files), for the message that refuses a resume:
/// "line 12 of the deck is 'Pe = 50' in the file, 'Pe = 10' now". Nothing when they are the same.
std::optional<std::string> first_difference(const ChainDescription& in_file, const ChainDescription& now);

}  // namespace ebru
