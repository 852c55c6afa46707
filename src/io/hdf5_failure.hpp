#pragma once

#include <cstdint>
#include <string>

#include "io/hdf5_file.hpp"

namespace ebru {

/// What to do about a file that cannot be read, or written.
inline constexpr const char* unreadable = "check that the file is complete and intact";
inline constexpr const char* unwritable = "check the folder, its permissions and the free space";

/// "'name' of file"
std::string named_in(const std::string& name, const std::string& file);

/// Switches HDF5's own printing of errors off.
void silence_hdf5();

/// Reports what HDF5 has just failed in, with its most specific reason. \throws UserError
[[noreturn]] void fail_in_hdf5(const std::string& problem, const std::string& advice);

/// Wraps an identifier (hid_t), or reports why there is none.
Hdf5Handle checked_hdf5(std::int64_t id, const std::string& problem, const char* advice);

}  // namespace ebru
