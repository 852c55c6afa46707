#pragma once

#include <iosfwd>
#include <vector>

#include "app/command.hpp"

namespace ebru {

/// How `ebru` ends. Runs that were stopped end as Interrupted::exit_code() says: 75 after SIGUSR1 and at the wall time,
/// 128 + signal after others, as shells do.
enum ExitCode : int {
    exit_success = 0,
    exit_verdict = 1,     ///< a verification study found a claim that does not hold
    exit_user_error = 2,  ///< deck, file, command line: the message says what to change
    exit_defect = 3,      ///< a broken contract, or an error that ebru did not foresee
};

/// The whole program but for its table of commands: parses the command line, initialises Kokkos when a command runs
/// (not for help, version or a command line that is wrong), runs it, and turns what it throws into a message on `err`
/// and an exit code. Results and help go to `out`.
int run_program(int argc, const char* const* argv, const std::vector<Command>& commands, std::ostream& out,
                std::ostream& err);

}  // namespace ebru
