#pragma once

#include <mpi.h>

#include "ranks/ranks.hpp"

namespace ebru {

/// MPI's own name of a group of ranks, for the libraries that want it (parallel HDF5). Builds with MPI only.
struct MpiHandle {
    /// MPI_COMM_SELF for a single rank of a job; needs MPI started (Ranks::job() has several ranks).
    static MPI_Comm of(const Ranks& ranks);
};

}  // namespace ebru
