#pragma once

#include <filesystem>

#include "ranks/ranks.hpp"

namespace ebru {

enum class RunStart { anew, resumed };

/// Settles how many threads a run has whose last bits depend on it, and says so; for programs that hand_over() started.
/// The number stands in FOLDER/threads.txt.
///
///     asked for (--threads, OMP_NUM_THREADS)   that; a resumed run that was begun with another is warned of
///     chosen by the load, run anew             that, with the load
///     chosen by the load, resumed              the number that the run was begun with: where it is another, this
///                                              program starts again with it, so call this before any work
///
/// In a job of several ranks the first one decides for all, and the number is that of each rank. MPI is under way, so
/// nothing starts again: the caller gives the number to the libraries whose bits depend on it.
/// \return the number. Collective. \throws UserError when the file cannot be read or written.
int settle_threads(const std::filesystem::path& folder, RunStart start, const Ranks& ranks = Ranks::job());

}  // namespace ebru
