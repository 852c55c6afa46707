#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ebru {

/// A name for settings, texts and numbers: FNV-1a of 64 bits, as 16 hexadecimal digits. Equal input, equal name on
/// every machine of one byte order; no protection against who wants two inputs of one name.
class TextHash {
  public:
    TextHash& add(std::string_view text) { return add(std::as_bytes(std::span(text))); }

    TextHash& add(std::span<const std::byte> bytes) {
        for (const std::byte byte : bytes) {
            hash_ = (hash_ ^ std::to_integer<std::uint64_t>(byte)) * 1099511628211ULL;
        }
        return *this;
    }

    [[nodiscard]] std::string text() const {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string out(16, '0');
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = digits[(hash_ >> (60 - 4 * i)) & 0xFU];
        }
        return out;
    }

  private:
    std::uint64_t hash_ = 14695981039346656037ULL;
};

}  // namespace ebru
