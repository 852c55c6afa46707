#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/hdf5_file.hpp"

namespace ebru {

struct ChainDescription;

/// Consecutive samples of a chain that lie in a file of their own, which is a chain of these samples. A chain of
/// sections joins them by virtual data sets.
struct ChainSection {
    std::string file;  ///< from the folder of the chain
    std::int64_t first = 0;
    std::int64_t count = 0;  ///< >= 1
    bool operator==(const ChainSection&) const = default;
};

/// The folder of a chain's sections: `<chain>.parts`.
std::filesystem::path sections_folder(const std::filesystem::path& chain);

/// Cuts `samples` into as many sections of about the same size as there are ranks, at multiples of `batch`; into fewer
/// where there are fewer batches. \param batch >= 1.
std::vector<ChainSection> cut_chain(const std::filesystem::path& chain, std::int64_t samples, int ranks,
                                    std::int64_t batch);

/// Where a section of the chain at `path` lies.
std::filesystem::path section_path(const std::filesystem::path& path, const ChainSection& section);

/// What the file of a section says of itself.
ChainDescription section_description(const ChainDescription& chain, const ChainSection& section);

/// The sections of a chain file; none when its samples lie in itself.
/// \throws UserError when they do not cover all samples, or lie elsewhere than in folders beside or below it.
std::vector<ChainSection> sections_in(const Hdf5File& file, const std::filesystem::path& path);

/// Sees that every section of a chain is there, finished and of this chain: HDF5 would read zeros from a file that is
/// missing. \throws UserError naming the file.
void require_sections(const ChainDescription& chain, const std::filesystem::path& path);

/// Removes the sections of a chain, and the file that joins them if there is one.
void discard_sections(const std::filesystem::path& path);

}  // namespace ebru
