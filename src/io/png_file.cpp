#include "io/png_file.hpp"

#include <zlib.h>

#include <string_view>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr std::string_view signature{"\x89PNG\r\n\x1A\n", 8};

void append_big(std::string& bytes, std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        bytes.push_back(static_cast<char>((value >> shift) & 0xFFU));
    }
}

const Bytef* as_bytes(const char* text) {
    return reinterpret_cast<const Bytef*>(text);
}

/// Length, type, data, checksum of type and data.
void append_chunk(std::string& file, std::string_view type, std::string_view data) {
    append_big(file, static_cast<std::uint32_t>(data.size()));
    const std::size_t checked = file.size();
    file += type;
    file += data;
    append_big(file, static_cast<std::uint32_t>(
                         crc32_z(crc32_z(0, nullptr, 0), as_bytes(file.data() + checked), file.size() - checked)));
}

std::string header(int width, int height, int channels) {
    std::string bytes;
    append_big(bytes, static_cast<std::uint32_t>(width));
    append_big(bytes, static_cast<std::uint32_t>(height));
    bytes.push_back(8);                          // bits of a value
    bytes.push_back(channels == 3 ? '\x2' : 0);  // RGB or gray
    return bytes + std::string(3, '\0');         // deflate, the five filters, not interlaced
}

}  // namespace

std::string png_file(std::span<const std::uint8_t> pixels, int width, int height, int channels) {
    EBRU_EXPECT(width >= 1 && height >= 1 && (channels == 1 || channels == 3));
    const std::size_t row = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
    EBRU_EXPECT(pixels.size() == row * static_cast<std::size_t>(height));
    std::string rows;  // each behind the number of its filter: 0, none
    rows.reserve(pixels.size() + static_cast<std::size_t>(height));
    for (std::size_t at = 0; at < pixels.size(); at += row) {
        rows.push_back('\0');
        rows.append(reinterpret_cast<const char*>(pixels.data() + at), row);
    }
    uLongf length = compressBound(static_cast<uLong>(rows.size()));
    std::string packed(length, '\0');
    const int state = compress2(reinterpret_cast<Bytef*>(packed.data()), &length, as_bytes(rows.data()),
                                static_cast<uLong>(rows.size()), 6);
    EBRU_ENSURE(state == Z_OK && length <= 0x7FFFFFFF);  // the longest chunk there is
    packed.resize(length);
    std::string file(signature);
    append_chunk(file, "IHDR", header(width, height, channels));
    append_chunk(file, "IDAT", packed);
    append_chunk(file, "IEND", {});
    return file;
}

}  // namespace ebru
