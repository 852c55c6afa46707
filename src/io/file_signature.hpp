#pragma once

#include <filesystem>

namespace ebru {

/// What the first bytes of a file's content say it is; for a gzipped file, those of what is packed.
enum class FileSignature { png, jpeg, npy, hdf5, idx, unknown };

/// \throws UserError when the file is missing or cannot be read.
FileSignature file_signature(const std::filesystem::path& path);

}  // namespace ebru
