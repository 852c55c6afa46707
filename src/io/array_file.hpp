#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "grid/window.hpp"

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

/// An array as planes (Y, X) of which windows are read: fields too large for one process.
struct PlaneSource {
    std::vector<std::int64_t> extent;  ///< (.., Y, X), rank 2 to 4

    /// Reads the window of plane `plane`, counted over all leading axes, into values (Y, X) of the window.
    /// \throws UserError when it cannot be read or a value is not finite.
    std::function<void(std::int64_t plane, const Window& window, std::span<double> values)> read;
};

/// Opens an array of rank 2 to 4, of any size; the rest as read_array(). Not for two threads at once.
PlaneSource open_planes(const std::filesystem::path& path, const std::string& dataset);

}  // namespace ebru
