#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

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

/// \throws UserError when there is a finished or an unfinished file. \param what "chain".
void refuse_existing(const std::filesystem::path& path, const std::string& what);

/// For a resume: \throws UserError unless there is an unfinished file. Removes the journal that a run left which was
/// killed just after it gave the finished file its name.
void require_unfinished(const std::filesystem::path& path);

/// What a new file needs.
struct RoomNeeded {
    std::uint64_t bytes = 0;    ///< of the file
    std::uint64_t further = 0;  ///< beside it
    std::string advice;         ///< when there is not enough room
};

/// Makes `<path>.partial.new`: creates it with `create`, takes all its room on the disk and synchronises it.
/// \return its path, to be renamed to partial_path(path) once its journal is there.
/// \throws UserError when the folder is missing, cannot be written or has not enough room; nothing is left behind then.
std::filesystem::path create_allocated_file(const std::filesystem::path& path, const RoomNeeded& room,
                                            const std::function<void(const std::filesystem::path&)>& create);

/// Gives the finished partial file its name. \throws UserError
void publish_partial_file(const std::filesystem::path& path);

}  // namespace ebru
