#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/precision.hpp"
#include "io/hdf5_file.hpp"

namespace ebru {

/// Chunks by the first extent: a chunk holds as many whole trailing extents of one row as fit 1 GiB, which is one row
/// unless it is huge. Empty (contiguous) for a data set without values.
Hdf5Dims row_chunk(const Hdf5Dims& dims, NumberType type);

/// Bytes of all data sets.
std::uint64_t dataset_bytes(const std::vector<Hdf5DatasetSpec>& specs);

/// What a format calls itself in its files.
struct FileFormat {
    std::string format_name;  ///< the attribute: "ebru snapshot chain"
    std::string what;         ///< "a snapshot chain"
    std::string word;         ///< "chain"
    std::int32_t newest = 1;  ///< versions 1 .. newest are read
    std::string maker;        ///< "ebru forward"

    /// The advice when a file is damaged: "make the chain again with ebru forward".
    [[nodiscard]] std::string remake() const;
};

/// The format_name of an HDF5 file; empty when it is none, or has no name.
std::string format_name_of(const std::filesystem::path& path);

/// \throws UserError unless the file says that it has this format, in a version that is read.
void require_format(const Hdf5File& file, const std::string& name, const FileFormat& format);

/// \throws UserError unless the file is large enough for data sets of these shapes, and has them.
void require_datasets(const Hdf5File& file, const std::filesystem::path& path,
                      const std::vector<Hdf5DatasetSpec>& specs, const FileFormat& format);

/// The attributes "stored_format" and "working_precision". \throws UserError when they are other words.
StoredFormat read_stored_format(const Hdf5File& file, const std::string& name, const FileFormat& format);
Precision read_working_precision(const Hdf5File& file, const std::string& name, const FileFormat& format);

}  // namespace ebru
