#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ebru {

/// CRC-32 (zlib's) of the bytes that `crc` stands for followed by `bytes`; 0 stands for none.
std::uint32_t extend_crc32(std::uint32_t crc, std::span<const std::byte> bytes);

/// CRC-32 of what `first` stands for followed by the `bytes` bytes that `second` stands for.
std::uint32_t combine_crc32(std::uint32_t first, std::uint32_t second, std::size_t bytes);

/// extend_crc32() of numbers as they lie in memory.
template <class T>
std::uint32_t extend_crc32_of(std::uint32_t crc, std::span<const T> values) {
    return extend_crc32(crc, std::as_bytes(values));
}

}  // namespace ebru
