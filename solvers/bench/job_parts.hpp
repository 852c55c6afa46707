#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "ranks/ranks.hpp"
#include "solvers/bench/measurement.hpp"

namespace ebru {

/// The first n ranks of a job.
struct JobPart {
    int count = 1;
    std::unique_ptr<Ranks> ranks;  ///< null on the others
};

/// Parts of 1, 2, 4 .. ranks of the job, and the whole. Collective.
std::vector<JobPart> parts_of(const Ranks& job);

/// Times `work` on each part in turn, again and again, so that all meet the same machine: seconds of a part are those
/// of its slowest rank. Ranks outside a part wait at a barrier. Collective; the timings are rank 0's.
/// \param works each, as work(part, index), is run by the ranks of a part once unseen and `repeats` times with the
/// clock on; the works of a part in turn, too.
/// \param prepare what rank 0 does before each of them, the clock off.
/// \return of part i and work w at [w][i].
using PartWork = std::function<void(const Ranks&, std::size_t)>;
std::vector<std::vector<Timing>> time_parts(const Ranks& job, const std::vector<JobPart>& parts, int repeats,
                                            const std::vector<PartWork>& works,
                                            const std::function<void()>& prepare = {});

/// The same for one work: one timing a part.
std::vector<Timing> time_parts(const Ranks& job, const std::vector<JobPart>& parts, int repeats, const PartWork& work);

}  // namespace ebru
