#include "io/checksum.hpp"

#include <zlib.h>

namespace ebru {

std::uint32_t extend_crc32(std::uint32_t crc, std::span<const std::byte> bytes) {
    if (bytes.empty()) {
        return crc;  // zlib takes a null pointer for "begin anew"
    }
    return static_cast<std::uint32_t>(crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::uint32_t combine_crc32(std::uint32_t first, std::uint32_t second, std::size_t bytes) {
    return static_cast<std::uint32_t>(crc32_combine64(first, second, static_cast<z_off64_t>(bytes)));
}

}  // namespace ebru
