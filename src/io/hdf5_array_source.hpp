#pragma once

#include <filesystem>
#include <string>

#include "io/array_file.hpp"
#include "io/opened_source.hpp"

namespace ebru {

/// Opens an array of an HDF5 file as images: half, float, double, or unsigned bytes, which give value/255.
/// \param dataset  name of the data set; may be empty when the file has only one
/// \throws UserError when the file is missing or damaged, or has no such array; the message lists the names it has.
OpenedSource open_hdf5_array_source(const std::filesystem::path& path, const std::string& dataset);

/// Reads a whole array of rank 1 to 4.
ArrayData read_hdf5_array(const std::filesystem::path& path, const std::string& dataset);

/// An array of rank 2 to 4 as planes.
PlaneSource open_hdf5_planes(const std::filesystem::path& path, const std::string& dataset);

}  // namespace ebru
