#pragma once

#include <functional>
#include <string>

namespace ebru {

/// What the launcher of a job says of this process in its environment, known before MPI starts.
struct Launch {
    int rank = 0;          ///< 0..count - 1
    int count = 1;         ///< processes of the job
    int local_rank = 0;    ///< among those of this node
    int local_count = 1;   ///< processes on this node
    std::string launcher;  ///< "Open MPI", "MPICH", "Slurm"; empty without one
};

/// Reads Open MPI's (OMPI_COMM_WORLD_*), MPICH's and Intel MPI's (PMI_*, MPI_LOCAL*) and Slurm's (SLURM_STEP_*)
/// variables, in this order. A batch script of Slurm, which is no step, is a single process.
/// \param variable the value of an environment variable, null when unset.
Launch read_launch(const std::function<const char*(const char*)>& variable);

/// Of this process.
Launch this_launch();

/// Tasks of this node from Slurm's list for all nodes: "2(x3),1" is 2, 2, 2, 1. 1 where the list is not understood.
int tasks_of_node(const std::string& list, int node);

}  // namespace ebru
