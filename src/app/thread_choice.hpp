#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace ebru {

/// The cores of a machine and who uses them.
struct MachineLoad {
    int cores = 1;      ///< online, >= 1
    int usable = 1;     ///< by this process, 1..cores: its affinity mask and the quota of its control group
    double load = 0.0;  ///< threads that ran or waited to run, mean of the last minute; of all processes
};

/// Threads for a run beside others:
///
///     max(1, usable - round(max(0, load - (cores - usable))))
///
/// the usable cores less that part of the load which does not fit on the others. A thread too many is worse than one
/// too few: threads that share a core wait for each other at the end of every loop.
int threads_beside_others(const MachineLoad& machine);

/// Threads of one of `ranks` processes that a job has on this machine: the cores that its launcher bound it to, or,
/// where it is bound to none in particular, its part of them; at least 1.
int threads_of_rank(const MachineLoad& machine, int ranks);

/// Of this machine, before this process computes. \param groups where control groups (version 2) are mounted.
MachineLoad machine_load(const std::filesystem::path& groups = "/sys/fs/cgroup");

/// The cores that the file cpu.max grants, "150000 100000" 1.5; nothing when it sets no limit.
std::optional<double> quota_of(std::string_view cpu_max);

/// The smallest quota of a control group and those above it. \param group as /proc/self/cgroup names it, "/a/b".
std::optional<double> smallest_quota(const std::filesystem::path& groups, const std::string& group);

/// "2 of 8 cores usable, load 3.1", for people.
std::string load_text(const MachineLoad& machine);

}  // namespace ebru
