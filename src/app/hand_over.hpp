#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ebru {

struct Command;

/// Whose program runs the command that a command line asks for; nothing for commands of this program, for help and for
/// mistakes. Options before the command other than --threads and --wall-time are this program's.
const Command* handed_over_command(int argc, const char* const* argv, const std::vector<Command>& commands);

/// The value of the last `--threads` of a command line, as it was given. Judging it is left to who parses.
std::optional<std::string> threads_option(int argc, const char* const* argv);

/// Becomes the other program, with the same command line. What OpenMP reads once, when its library is loaded, is set
/// before: waiting threads sleep (OMP_WAIT_POLICY=passive: beside another process, threads that spin make a step of
/// 0.2 s take 4 s), they are bound to no core (OMP_PROC_BIND=false: helper threads would inherit one core of the main
/// thread), OpenBLAS has none of its own (OPENBLAS_NUM_THREADS=1: they wait for each other when several of the
/// program's call it, and change the last bits), and their number (OMP_NUM_THREADS) is that of --threads, else what
/// others leave of the machine (threads_beside_others()), and in a job this rank's part of it (threads_of_rank()). What
/// the user has set stays, but for --threads.
/// \throws UserError when this build lacks the program or it does not start.
[[noreturn]] void hand_over(const Command& command, int argc, const char* const* argv);

/// The environment variable that tells the other program why it has as many threads, when the load decided.
inline constexpr const char* threads_by_load = "EBRU_THREADS_BY_LOAD";

/// Starts this program again, same command line, with another number of threads, as if it had been asked for.
/// \throws UserError when it does not start.
[[noreturn]] void start_again(int threads);

/// The program that knows every command: the ebru that handed over to this one, or else this program itself.
/// \throws UserError without /proc.
std::filesystem::path ebru_program();

}  // namespace ebru
