#pragma once

#include <stdexcept>
#include <string>

#include "ranks/ranks.hpp"

namespace ebru {

/// A run that was asked to stop, and did so with everything saved: what() says how to go on. `ebru` exits with 128 +
/// signal.
class Interrupted : public std::runtime_error {
  public:
    Interrupted(int signal, const std::string& how_to_resume) : std::runtime_error(how_to_resume), signal_(signal) {}

    [[nodiscard]] int signal() const { return signal_; }

  private:
    int signal_;
};

/// While it lives, the first SIGINT or SIGTERM only asks the run to stop; a second of the same kind kills as usual. The
/// run polls stop_requested() where it can save its state. One at a time; a request made to an earlier guard is
/// forgotten.
class InterruptGuard {
  public:
    InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    /// Gives the signals back to whom they belonged.
    ~InterruptGuard();
};

/// Whether a signal has arrived since the last guard was made. Cheap; from any thread.
bool stop_requested();

/// Whether one has arrived at any of the ranks. Collective: all ranks stop at the same place.
bool stop_requested(const Ranks& ranks);

/// The number of the signal that arrived first, 0 when none did.
int stop_signal();

}  // namespace ebru
