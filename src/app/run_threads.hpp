#pragma once

#include <filesystem>

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
/// \throws UserError when the file cannot be read or written.
void settle_threads(const std::filesystem::path& folder, RunStart start);

}  // namespace ebru
