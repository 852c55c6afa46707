#pragma once

#include <stdexcept>
#include <string>

#include "ranks/ranks.hpp"

namespace ebru {

/// The exit code of a run that its queue or its time limit stopped (EX_TEMPFAIL of sysexits.h): everything is saved,
/// the same command with --resume goes on.
inline constexpr int exit_stopped = 75;

/// A run that was asked to stop, and did so with everything saved: what() says how to go on.
class Interrupted : public std::runtime_error {
  public:
    /// \param signal stop_signal().
    Interrupted(int signal, const std::string& how_to_resume);

    [[nodiscard]] int signal() const { return signal_; }

    /// What `ebru` ends with: exit_stopped after SIGUSR1 and at the time limit (SIGALRM), else 128 + signal.
    [[nodiscard]] int exit_code() const;

  private:
    int signal_;
};

/// From the start of a program to its end SIGUSR1, which batch queues send before they end a job, asks to stop and
/// kills nothing: where nothing can be saved, what is being made is completed; after its end, too. One a process.
class StopSignals {
  public:
    /// Also lets through one that was held back (hold_for_next_program()).
    StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;
    ~StopSignals();

    /// Before this process becomes another program of ebru: a SIGUSR1 that has arrived, or that arrives before that
    /// program listens, waits for it.
    static void hold_for_next_program();
};

/// While it lives, the first SIGINT or SIGTERM only asks the run to stop; a second of the same kind kills as usual.
/// SIGUSR1 asks for the same, however often. The run polls stop_requested() where it can save its state. One at a time;
/// a request made to an earlier guard is forgotten, but for SIGUSR1 while StopSignals lives.
class InterruptGuard {
  public:
    InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    /// Gives the signals back to whom they belonged.
    ~InterruptGuard();
};

/// Whether to stop: a signal has arrived, or the end of the time limit (wall_time.hpp) is so near that a piece of work
/// twice as long as the longest one between two questions so far would pass it. Cheap; from any thread, but the time
/// between questions is measured as if one thread asked.
bool stop_requested();

/// Whether any of the ranks is to stop. Collective: all ranks stop at the same place and for the same reason.
bool stop_requested(const Ranks& ranks);

/// Why: the number of the signal that arrived first, SIGALRM for the time limit, 0 for nothing.
int stop_signal();

}  // namespace ebru
