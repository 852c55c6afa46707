#pragma once

#include "io/hdf5_file.hpp"

namespace ebru {

/// Maps all rows of the data set of the same name in another file to rows of a virtual one.
/// \param creation property list of the virtual one. \throws UserError
void add_source(const Hdf5Handle& creation, const Hdf5DatasetSpec& spec, const Hdf5Source& source);

}  // namespace ebru
