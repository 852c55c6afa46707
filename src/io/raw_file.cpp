#include "io/raw_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <format>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace ebru {

namespace {

std::string system_reason(int error) {
    return std::generic_category().message(error);
}

std::string advice_for(int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT:
            return "free some space or write to another disk";
        case EFBIG:
            return "raise the limit on file sizes (ulimit -f) or write less";
        case EACCES:
        case EPERM:
        case EROFS:
            return "choose a folder that you may write to";
        case ENOENT:
        case ENOTDIR:
            return "check the path; the folder must exist";
        default:
            return "check the folder and the disk";
    }
}

}  // namespace

void RawFile::fail(const std::string& what, int error) const {
    throw UserError(what + " " + path_.string(), system_reason(error), advice_for(error));
}

RawFile::RawFile(const std::filesystem::path& path, RawAccess access) : path_(path) {
    const int flags = O_RDWR | O_CLOEXEC | (access == RawAccess::created ? O_CREAT : 0);
    descriptor_ = ::open(path.c_str(), flags, 0666);
    if (descriptor_ < 0) {
        fail("cannot write", errno);
    }
}

RawFile::RawFile(RawFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

RawFile& RawFile::operator=(RawFile&& other) noexcept {
    if (this != &other) {
        close();
        path_ = std::move(other.path_);
        descriptor_ = std::exchange(other.descriptor_, -1);
    }
    return *this;
}

RawFile::~RawFile() {
    close();
}

void RawFile::close() {
    if (descriptor_ >= 0) {
        ::close(std::exchange(descriptor_, -1));
    }
}

std::uint64_t RawFile::size() const {
    struct stat status{};
    if (::fstat(descriptor_, &status) != 0) {
        fail("cannot read", errno);
    }
    return static_cast<std::uint64_t>(status.st_size);
}

std::size_t RawFile::read_some(std::uint64_t offset, std::span<std::byte> bytes) const {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count =
            ::pread(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno != EINTR) {
            fail("cannot read", errno);
        }
        if (count == 0) {
            break;
        }
        done += static_cast<std::size_t>(count > 0 ? count : 0);
    }
    return done;
}

std::string RawFile::read_all() const {
    std::string text(size(), '\0');
    text.resize(read_some(0, std::as_writable_bytes(std::span<char>(text))));
    return text;
}

void RawFile::read_at(std::uint64_t offset, std::span<std::byte> bytes) const {
    const std::size_t there = read_some(offset, bytes);
    validate(there == bytes.size(), "cannot read " + path_.string(),
             std::format("it ends {} bytes early", bytes.size() - there), "copy it again, or make it again");
}

void RawFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count =
            ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno != EINTR) {
            fail("cannot write", errno);
        }
        done += static_cast<std::size_t>(count > 0 ? count : 0);
    }
}

void RawFile::write_at(std::uint64_t offset, std::string_view text) {
    write_at(offset, std::as_bytes(std::span<const char>(text)));
}

void RawFile::truncate(std::uint64_t bytes) {
    if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) {
        fail("cannot write", errno);
    }
}

void RawFile::allocate(std::uint64_t bytes) {
    int error = EINTR;
    while (error == EINTR) {
        error = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes));
    }
    if (error != 0) {
        fail(std::format("cannot reserve {} bytes ({}; {} free) for", bytes, readable_bytes(bytes),
                         readable_bytes(free_bytes(folder_of(path_)))),
             error);
    }
}

void RawFile::sync() {
    if (::fsync(descriptor_) != 0) {
        fail("cannot write", errno);
    }
}

bool RawFile::try_lock() {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
        return true;
    }
    if (errno == EWOULDBLOCK) {
        return false;
    }
    return true;  // a file system without locks: the lock is a courtesy, not what keeps the data safe
}

void sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int error = descriptor < 0 || ::fsync(descriptor) != 0 ? errno : 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (error != 0 && error != EINVAL) {  // EINVAL: a file system that has nothing to synchronise
        throw UserError("cannot write to the folder " + folder.string(), system_reason(error), advice_for(error));
    }
}

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) {
        const int error = errno;
        throw UserError("cannot rename " + from.string() + " to " + to.string(), system_reason(error),
                        advice_for(error));
    }
}

std::uint64_t free_bytes(const std::filesystem::path& folder) {
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(folder, error);
    if (error) {
        throw UserError("cannot write to the folder " + folder.string(), error.message(), advice_for(error.value()));
    }
    return space.available;
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

std::string readable_bytes(std::uint64_t bytes) {
    constexpr std::array<const char*, 6> units{"bytes", "kB", "MB", "GB", "TB", "PB"};
    auto amount = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (amount >= 1000.0 && unit + 1 < units.size()) {
        amount /= 1000.0;
        ++unit;
    }
    return unit == 0 ? std::format("{} bytes", bytes) : std::format("{:.1f} {}", amount, units[unit]);
}

}  // namespace ebru
