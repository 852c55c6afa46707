#pragma once

#include <cstdint>
#include <cstring>

namespace ebru {

/// FNV-1a over the bytes of the values.
template <class ValuesOf>
std::uint64_t digest(const ValuesOf& values) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const double value : values) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        for (int byte = 0; byte < 8; ++byte) {
            hash = (hash ^ ((bits >> (8 * byte)) & 0xffU)) * 1099511628211ULL;
        }
    }
    return hash;
}

}  // namespace ebru
