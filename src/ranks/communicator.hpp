#pragma once

#include <mpi.h>

#include "ranks/ranks.hpp"

namespace ebru {

/// The communicators of a job: one for its work, one for its end, so that a rank that fails meets no message of the
/// others' work. A part of the job has none of its own for the end.
struct Ranks::Communicator {
    MPI_Comm work = MPI_COMM_NULL;
    MPI_Comm end = MPI_COMM_NULL;

    Communicator() = default;
    Communicator(const Communicator&) = delete;
    Communicator& operator=(const Communicator&) = delete;
    ~Communicator() { release(); }

    /// Before MPI ends.
    void release() {
        for (MPI_Comm* const one : {&work, &end}) {
            if (*one != MPI_COMM_NULL) {
                MPI_Comm_free(one);
            }
        }
    }
};

/// Places of the calling rank in the group and on its node.
void find_places(MPI_Comm group, int& rank, int& count, int& local_rank, int& local_count);

}  // namespace ebru
