#include "io/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.hpp"

namespace ebru {

MappedFile::MappedFile(const std::filesystem::path& path) {
    const auto require = [&](bool holds) {
        validate(holds, "'" + path.string() + "' cannot be read", std::strerror(errno), "check path and permissions");
    };
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    require(descriptor >= 0);
    struct stat facts{};
    void* mapping = MAP_FAILED;
    if (::fstat(descriptor, &facts) == 0 && facts.st_size > 0) {
        size_ = static_cast<std::uint64_t>(facts.st_size);
        mapping = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, descriptor, 0);
    }
    const int error = errno;
    ::close(descriptor);  // the mapping keeps the file
    errno = error;
    require(mapping != MAP_FAILED);
    data_ = static_cast<const std::byte*>(mapping);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) {
        ::munmap(const_cast<std::byte*>(data_), size_);
    }
}

std::span<const std::byte> MappedFile::bytes(std::uint64_t offset, std::uint64_t count) const {
    EBRU_EXPECT(offset <= size_ && count <= size_ - offset);
    return {data_ + offset, count};
}

}  // namespace ebru
