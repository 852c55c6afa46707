#include "io/file_signature.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "io/random_access_file.hpp"

namespace ebru {

FileSignature file_signature(const std::filesystem::path& path) {
    using namespace std::string_view_literals;
    RandomAccessFile file(path);
    std::array<unsigned char, 8> bytes{};
    const std::size_t length = std::min<std::uint64_t>(bytes.size(), file.length());
    file.read(0, std::span(bytes).first(length), "the first bytes");
    const std::string_view start(reinterpret_cast<const char*>(bytes.data()), length);
    if (start.starts_with("\x89PNG\r\n\x1A\n"sv)) {
        return FileSignature::png;
    }
    if (start.starts_with("\xFF\xD8\xFF"sv)) {
        return FileSignature::jpeg;
    }
    if (start.starts_with("\x93NUMPY"sv)) {
        return FileSignature::npy;
    }
    if (start.starts_with("\x89HDF\r\n\x1A\n"sv)) {
        return FileSignature::hdf5;
    }
    const bool idx = length >= 4 && start.starts_with("\0\0"sv) && bytes[2] >= 0x08 && bytes[2] <= 0x0E &&
                     bytes[3] >= 1 && bytes[3] <= 4;
    return idx ? FileSignature::idx : FileSignature::unknown;
}

}  // namespace ebru
