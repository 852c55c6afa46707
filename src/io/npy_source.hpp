#pragma once

#include <filesystem>

#include "io/raw_array.hpp"

namespace ebru {

/// Opens an NPY file, versions 1.0 and 2.0: '<f4', '<f8' or '|u1', C order, any rank. Format: NEP 1. Cost: the header.
/// \throws UserError when the file is missing, is no NPY file, is of another type or order (with the numpy call that
/// converts it), or is not as long as its header says.
RawArray open_npy_array(const std::filesystem::path& path);

}  // namespace ebru
