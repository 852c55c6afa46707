#pragma once

#include <functional>
#include <string>

#include "ranks/launch.hpp"

namespace ebru {

/// Starts MPI when the launcher says that this process is one of several, and ends it. One a process, from main().
class RankSession {
  public:
    /// \throws UserError when the job has several processes but this build has no MPI, or MPI sees only one of them (a
    /// launcher that does not speak with this MPI): every process would do all the work and write over the others.
    explicit RankSession(const Launch& launch = this_launch());

    /// Ends MPI, where leave() did not.
    ~RankSession();
    RankSession(const RankSession&) = delete;
    RankSession& operator=(const RankSession&) = delete;

    /// How a rank ends.
    struct Outcome {
        int code = 0;         ///< exit code
        std::string message;  ///< to report; empty: none, or another rank reports
    };

    /// Agrees with the other ranks on the end of the job. Where all arrive, the lowest rank that has a message reports
    /// it, and all get the largest code. A rank that failed where others go on waits for them for `patience` seconds,
    /// reports, and ends the whole job: nobody waits for it for ever.
    /// \return the code to exit with.
    int leave(const Outcome& own, const std::function<void(const std::string&)>& report, double patience = 3.0);

  private:
    bool several_ = false;
};

}  // namespace ebru
