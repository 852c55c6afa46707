#include "ranks/launch.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <sstream>

namespace ebru {

namespace {

using Variable = std::function<const char*(const char*)>;

std::optional<int> number(const Variable& variable, const char* name) {
    const char* const text = variable(name);
    if (text == nullptr) {
        return std::nullopt;
    }
    char* end = nullptr;
    const long value = std::strtol(text, &end, 10);
    return end != text && *end == '\0' && value >= 0 ? std::optional<int>(static_cast<int>(value)) : std::nullopt;
}

/// The variables of a launcher.
struct Words {
    const char* launcher;
    const char* count;
    const char* rank;
    const char* local_count;
    const char* local_rank;
};

constexpr std::array<Words, 3> launchers = {
    {{"Open MPI", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE",
      "OMPI_COMM_WORLD_LOCAL_RANK"},
     {"MPICH", "PMI_SIZE", "PMI_RANK", "MPI_LOCALNRANKS", "MPI_LOCALRANKID"},
     {"Slurm", "SLURM_STEP_NUM_TASKS", "SLURM_PROCID", nullptr, "SLURM_LOCALID"}}};

int slurm_local_count(const Variable& variable) {
    const char* const list = variable("SLURM_STEP_TASKS_PER_NODE");
    return list == nullptr ? 1 : tasks_of_node(list, number(variable, "SLURM_NODEID").value_or(0));
}

}  // namespace

Launch read_launch(const Variable& variable) {
    for (const Words& words : launchers) {
        const std::optional<int> count = number(variable, words.count);
        const std::optional<int> rank = number(variable, words.rank);
        if (!count || !rank || *count < 1 || *rank >= *count) {
            continue;
        }
        Launch launch{.rank = *rank, .count = *count, .launcher = words.launcher};
        launch.local_rank = number(variable, words.local_rank).value_or(0);
        launch.local_count = words.local_count != nullptr ? number(variable, words.local_count).value_or(1)
                                                          : slurm_local_count(variable);
        launch.local_count = std::max(launch.local_count, launch.local_rank + 1);
        return launch;
    }
    return {};
}

Launch this_launch() {
    return read_launch([](const char* name) -> const char* { return std::getenv(name); });
}

int tasks_of_node(const std::string& list, int node) {
    std::istringstream text(list);
    int before = 0;
    for (std::string part; std::getline(text, part, ',');) {
        std::istringstream words(part);
        int tasks = 0;
        int nodes = 1;
        char open = 0;
        char times = 0;
        if (!(words >> tasks) || tasks < 1) {
            return 1;
        }
        if (words >> open && !(open == '(' && words >> times && times == 'x' && words >> nodes && nodes >= 1)) {
            return 1;
        }
        before += nodes;
        if (node < before) {
            return tasks;
        }
    }
    return 1;
}

}  // namespace ebru
