#include "app/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace ebru {

FolderLock FolderLock::of_file(const std::filesystem::path& folder) {
    constexpr mode_t for_all = 0666;
    const std::filesystem::path file = folder / ".lock";
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, for_all);
    validate(descriptor >= 0, file.string(), std::generic_category().message(errno),
             "give a folder that can be written to");
    return FolderLock(descriptor);
}

// A file system without locks gives the right to all: there the user has to see to it.

std::optional<FolderLock> FolderLock::try_take(const std::filesystem::path& folder) {
    FolderLock lock = of_file(folder);
    if (flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return std::nullopt;
    }
    return lock;
}

FolderLock FolderLock::take(const std::filesystem::path& folder) {
    FolderLock lock = of_file(folder);
    while (flock(lock.descriptor_, LOCK_EX) != 0 && errno == EINTR) {
    }
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) {
        close(descriptor_);
    }
}

}  // namespace ebru
