#include "io/partial_file.hpp"

#include <format>
#include <system_error>

#include "base/error.hpp"
#include "io/raw_file.hpp"

namespace ebru {

namespace {

void refuse_existing(const std::filesystem::path& path, const std::string& what) {
    switch (file_progress(path)) {
        case FileProgress::absent:
            return;
        case FileProgress::unfinished:
            throw UserError(partial_path(path).string() + " exists", "an earlier run did not finish this " + what,
                            "continue it with --resume, or begin anew with --overwrite");
        case FileProgress::finished:
            throw UserError(path.string() + " exists", "a finished " + what + " is not replaced unasked",
                            "choose another name, or give --overwrite");
    }
}

/// Removes an unfinished file, unless somebody is writing it.
void discard_unfinished(const std::filesystem::path& path, const JournalKind& kind) {
    if (std::filesystem::exists(journal_path(path))) {
        CheckpointJournal::start(journal_path(path), kind);
    }
    std::filesystem::remove(partial_path(path));
    std::filesystem::remove(journal_path(path));
}

void require_room(const std::filesystem::path& path, const RoomNeeded& room) {
    const std::filesystem::path folder = folder_of(path);
    const std::uint64_t needed = room.bytes + room.beside;
    const std::uint64_t available = free_bytes(folder);
    validate(needed <= available, "no room for " + path.string(),
             std::format("it needs {} bytes ({}), and {} has {} ({}) free", needed, readable_bytes(needed),
                         folder.string(), available, readable_bytes(available)),
             room.advice);
}

}  // namespace

FileProgress file_progress(const std::filesystem::path& path) {
    std::error_code unreachable;  // a folder that cannot be entered holds nothing for us
    if (std::filesystem::exists(partial_path(path), unreachable)) {
        return FileProgress::unfinished;
    }
    return std::filesystem::exists(path, unreachable) ? FileProgress::finished : FileProgress::absent;
}

std::filesystem::path partial_path(const std::filesystem::path& path) {
    return path.string() + ".partial";
}

std::filesystem::path journal_path(const std::filesystem::path& path) {
    return path.string() + ".partial.journal";
}

void make_way(const std::filesystem::path& path, const JournalKind& kind, ExistingFile existing) {
    const std::filesystem::path folder = folder_of(path);
    validate(std::filesystem::is_directory(folder), "cannot write " + path.string(),
             folder.string() + " is not a folder", "make the folder first");
    if (existing == ExistingFile::refuse) {
        refuse_existing(path, kind.what);
    } else {
        discard_unfinished(path, kind);
    }
}

std::filesystem::path create_fresh_file(const std::filesystem::path& path, const RoomNeeded& room,
                                        const std::function<void(const std::filesystem::path&)>& create) {
    require_room(path, room);
    const std::filesystem::path fresh = partial_path(path).string() + ".new";
    try {
        // A limit on file sizes shows here, with its reason: HDF5 would not let go of a file that it cannot close.
        RawFile(fresh, RawAccess::created).truncate(room.bytes);
        create(fresh);
        RawFile file(fresh, RawAccess::existing);
        file.allocate(file.size());
        file.sync();
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(fresh, ignored);
        throw;
    }
    return fresh;
}

void publish_fresh_file(const std::filesystem::path& path, const std::filesystem::path& fresh) {
    rename_file(fresh, partial_path(path));
    sync_folder(folder_of(path));
}

void require_unfinished(const std::filesystem::path& path) {
    const FileProgress progress = file_progress(path);
    if (progress == FileProgress::finished) {
        std::filesystem::remove(journal_path(path));
    }
    validate(progress != FileProgress::finished, "nothing to resume", path.string() + " is finished already",
             "use it, or make it anew with --overwrite");
    validate(progress == FileProgress::unfinished, "nothing to resume", "there is no " + partial_path(path).string(),
             "start without --resume");
}

void refuse_unfinished(const std::filesystem::path& path, const std::string& advice) {
    std::error_code unreachable;
    const bool missing = !std::filesystem::exists(path, unreachable);
    const bool begun = std::filesystem::exists(partial_path(path), unreachable);
    validate(!(missing && begun), "cannot open " + path.string(),
             "only " + partial_path(path).string() + " is there yet", advice);
}

void publish_partial_file(const std::filesystem::path& path) {
    rename_file(partial_path(path), path);
    sync_folder(folder_of(path));
}

}  // namespace ebru
