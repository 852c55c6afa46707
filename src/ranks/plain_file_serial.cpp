#include <fcntl.h>
#include <unistd.h>

#include "base/error.hpp"
#include "ranks/plain_file.hpp"

namespace ebru {

void write_plain_file(const Ranks& /*ranks*/, const std::filesystem::path& path, std::span<const std::byte> bytes,
                      std::int64_t pieces) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    validate(file >= 0, path.string(), "the file cannot be made", "name a folder that can be written to");
    for (std::int64_t i = 0; i < pieces; ++i) {
        validate(::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), path.string(),
                 "the file cannot be written", "name a folder with more room");
    }
    ::fsync(file);
    ::close(file);
}

}  // namespace ebru
