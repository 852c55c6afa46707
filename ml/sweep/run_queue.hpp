#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ml/sweep/sweep_run.hpp"

namespace ebru {

/// How runs are worked off.
struct QueueSettings {
    std::filesystem::path program;  ///< ebru
    int jobs = 1;                   ///< runs at a time
    int threads = 1;                ///< of each
    std::string how_to_resume;      ///< the command that goes on, for messages
};

/// A run that ended before its last stage did.
struct FailedRun {
    std::string name;
    SweepStage stage;
    int code = 0;               ///< exit code; 128 + signal
    std::string message;        ///< the last that it said
    std::filesystem::path log;  ///< all that it said
};

/// Works off all runs, `jobs` at a time, each stage a child process: what is complete is skipped, what is interrupted
/// goes on, and a run that fails leaves the others alone. A run whose folder another sweep works in waits for it. Shows
/// progress in updates of the trainings, with the time left.
/// \return the runs that failed, in the order of their failing.
/// \throws Interrupted when asked to stop (app/interrupt.hpp), once all children have saved and left, and at the end
/// when some left before theirs (exit_stopped) and none failed; UserError when a folder or file cannot be made.
std::vector<FailedRun> work_off(const std::vector<SweepRun>& runs, const QueueSettings& settings);

}  // namespace ebru
