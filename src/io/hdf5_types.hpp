#pragma once

#include "io/hdf5_file.hpp"

namespace ebru {

/// The HDF5 type that a named NumberType is stored as; little endian.
Hdf5Handle stored_hdf5_type(NumberType type);

/// The inverse: which NumberType an HDF5 type (its identifier) is.
NumberType classify_hdf5_type(std::int64_t type);

/// The HDF5 type of a C++ number in memory, `number_type_of<T>()`; owned by HDF5.
std::int64_t native_hdf5_type(NumberType type);

}  // namespace ebru
