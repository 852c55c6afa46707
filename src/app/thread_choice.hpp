#pragma once

#include <sched.h>

#include <bitset>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ranks/ranks.hpp"

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

/// The cores that a process may run on, by number: its affinity mask.
using CoreMask = std::bitset<CPU_SETSIZE>;

/// Threads of one of the processes of a job that run on one machine:
///
///     max(1, floor(sum over the cores of its mask of 1 / how many of the masks hold the core))
///
/// A process that is bound to cores of its own uses them all, processes that share cores share them evenly. Where the
/// control group grants fewer cores than the mask has, no more than its part of the grant.
/// \param masks of the processes on this machine, this one's included.
int threads_of_rank(const MachineLoad& machine, const CoreMask& own, std::span<const CoreMask> masks);

/// Of this process; all cores when it is not known.
CoreMask own_mask();

/// The masks of the ranks on this rank's machine, by rank. Collective.
std::vector<CoreMask> masks_of_machine(const Ranks& ranks);

/// Of this machine, before this process computes. \param groups where control groups (version 2) are mounted.
MachineLoad machine_load(const std::filesystem::path& groups = "/sys/fs/cgroup");

/// The cores that the file cpu.max grants, "150000 100000" 1.5; nothing when it sets no limit.
std::optional<double> quota_of(std::string_view cpu_max);

/// The smallest quota of a control group and those above it. \param group as /proc/self/cgroup names it, "/a/b".
std::optional<double> smallest_quota(const std::filesystem::path& groups, const std::string& group);

/// "2 of 8 cores usable, load 3.1", for people.
std::string load_text(const MachineLoad& machine);

}  // namespace ebru
