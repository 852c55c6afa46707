#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ebru {

/// An array from a file, as doubles.
struct ArrayData {
    std::vector<std::int64_t> extent;
    std::vector<double> value;  ///< last index fastest
};

/// Reads a whole array of rank 1 to 4 from an NPY or HDF5 file, told apart by content: velocity fields, initial states.
/// Floats give their value, unsigned bytes value/255.
/// \param dataset  name inside an HDF5 file; may be empty when the file has only one; not for NPY
/// \throws UserError for everything that is wrong with the file, before memory is taken; at most 2^30 values.
ArrayData read_array(const std::filesystem::path& path, const std::string& dataset);

}  // namespace ebru
