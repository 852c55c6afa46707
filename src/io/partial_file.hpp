#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "io/checkpoint_journal.hpp"

namespace ebru {

/// What to do when a file of this name, or an unfinished one, exists already.
enum class ExistingFile { refuse, replace };

/// How far the file of a name is that is written as `<name>.partial` and renamed when it is whole.
enum class FileProgress {
    absent,
    unfinished,  ///< there is a partial file: it can be resumed
    finished,
};
FileProgress file_progress(const std::filesystem::path& path);

/// Where the file `path` is written until it is finished, and where the journal of what can be trusted of it is.
std::filesystem::path partial_path(const std::filesystem::path& path);
std::filesystem::path journal_path(const std::filesystem::path& path);

/// Before a new file: refuses to replace what is there, or discards an unfinished one. A finished one stays until the
/// new one takes its name.
/// \throws UserError when there is something (refuse), or another process is writing it (replace).
void make_way(const std::filesystem::path& path, const JournalKind& kind, ExistingFile existing);

/// What a new file needs.
struct RoomNeeded {
    std::uint64_t bytes = 0;   ///< of the file
    std::uint64_t beside = 0;  ///< of what is written beside it
    std::string advice;        ///< how to need less
};

/// Makes `<path>.partial.new` with `create`, takes all its room on the disk and synchronises it.
/// \return its path, for publish_fresh_file once there is a journal.
/// \throws UserError when the folder is missing, cannot be written or has not enough room; nothing is left behind then.
std::filesystem::path create_fresh_file(const std::filesystem::path& path, const RoomNeeded& room,
                                        const std::function<void(const std::filesystem::path&)>& create);

/// Makes the fresh file the partial one: from here on there is something to resume. \throws UserError
void publish_fresh_file(const std::filesystem::path& path, const std::filesystem::path& fresh);

/// Before a resume: \throws UserError unless there is an unfinished file. Removes the journal that a run left which was
/// killed just after it gave the finished file its name.
void require_unfinished(const std::filesystem::path& path);

/// Before reading: \throws UserError when the file is not there but its partial file is. \param advice how to finish
/// it.
void refuse_unfinished(const std::filesystem::path& path, const std::string& advice);

/// Gives the finished partial file its name. The journal is the caller's to close and remove. \throws UserError
void publish_partial_file(const std::filesystem::path& path);

}  // namespace ebru
