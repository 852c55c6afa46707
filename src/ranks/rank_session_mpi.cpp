#include "ranks/rank_session.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "ranks/communicator.hpp"
#include "ranks/ranks.hpp"

namespace ebru {

namespace {

using Clock = std::chrono::steady_clock;

Ranks& ranks_of_job() {
    static Ranks ranks;
    return ranks;
}

/// Waits for a request; false when it is not done in time. Sleeps: others may want the core.
bool done_within(MPI_Request& request, double seconds) {
    const Clock::time_point start = Clock::now();
    for (int done = 0;;) {
        MPI_Test(&request, &done, MPI_STATUS_IGNORE);
        if (done != 0) {
            return true;
        }
        if (std::chrono::duration<double>(Clock::now() - start).count() > seconds) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

/// What a rank brings to the end of the job.
struct End {
    int code = 0;
    int reports = 0;  ///< 1 when it has a message
};

}  // namespace

const Ranks& Ranks::job() {
    return ranks_of_job();
}

RankSession::RankSession(const Launch& launch) : several_(launch.count > 1) {
    if (!several_) {
        return;
    }
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
    int count = 1;
    MPI_Comm_size(MPI_COMM_WORLD, &count);
    if (count != launch.count) {
        MPI_Finalize();
        several_ = false;
        if (launch.rank != 0) {
            throw OtherRankFailed(0);
        }
        throw UserError(
            fmt::format("{} processes, started by {}", launch.count, launch.launcher),
            fmt::format("MPI sees {}: this launcher does not speak with the MPI that ebru was built with", count),
            "start it with that MPI's own mpirun, or tell srun which interface it uses: srun --mpi=pmix");
    }
    validate(provided >= MPI_THREAD_SERIALIZED, "this MPI", "it allows no calls from threads but the first",
             "use an MPI that was built with thread support");
    Ranks& ranks = ranks_of_job();
    ranks.communicator_ = std::make_unique<Ranks::Communicator>();
    MPI_Comm_dup(MPI_COMM_WORLD, &ranks.communicator_->work);
    MPI_Comm_dup(MPI_COMM_WORLD, &ranks.communicator_->end);
    find_places(ranks.communicator_->work, ranks.rank_, ranks.count_, ranks.local_rank_, ranks.local_count_);
}

RankSession::~RankSession() {
    if (several_) {
        MPI_Abort(MPI_COMM_WORLD, 3);  // an exception passed by without leave(): the others must not wait
    }
}

int RankSession::leave(const Outcome& own, const std::function<void(const std::string&)>& report, double patience) {
    if (!several_) {
        if (!own.message.empty()) {
            report(own.message);
        }
        return own.code;
    }
    Ranks& ranks = ranks_of_job();
    const End end{own.code, own.message.empty() ? 0 : 1};
    std::vector<End> ends(static_cast<std::size_t>(ranks.count()));
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Iallgather(&end, 2, MPI_INT, ends.data(), 2, MPI_INT, ranks.communicator_->end, &request);
    constexpr double for_ever = 1e18;
    // Ranks with a message wait in turn, so that one ends the job before the next gives up.
    const double own_patience =
        patience * (1.0 + 0.25 * std::min(ranks.rank(), 8)) + (own.message.empty() ? patience : 0.0);
    if (!done_within(request, own.code == 0 ? for_ever : own_patience)) {
        if (!own.message.empty()) {
            report(fmt::format("rank {} of {}: {}", ranks.rank(), ranks.count(), own.message));
        }
        MPI_Abort(MPI_COMM_WORLD, own.code);
    }
    const auto reporter = std::ranges::find(ends, 1, &End::reports) - ends.begin();
    if (reporter == ranks.rank()) {
        report(own.message);
    }
    several_ = false;
    ranks.communicator_->release();
    MPI_Finalize();
    return std::ranges::max(ends, {}, &End::code).code;
}

}  // namespace ebru
