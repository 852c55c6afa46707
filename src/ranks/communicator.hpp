#pragma once

#include <mpi.h>

#include "ranks/ranks.hpp"

namespace ebru {

/// The communicators of a job: one for its work, one for its end, so that a rank that fails meets no message of the
/// others' work.
struct Ranks::Communicator {
    MPI_Comm work = MPI_COMM_NULL;
    MPI_Comm end = MPI_COMM_NULL;
};

}  // namespace ebru
