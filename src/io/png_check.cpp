#include "io/png_check.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "io/image_set_shape.hpp"

namespace ebru {

namespace {

constexpr std::array<unsigned char, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::size_t chunk_overhead = 12;  // length, type, checksum
constexpr std::size_t max_chunk = 0x7FFFFFFF;
constexpr std::uint32_t max_side = 1000000;  // libpng's own limit

struct Header {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    int bit_depth = 0;
    int colour_type = 0;
    bool interlaced = false;

    [[nodiscard]] int stored_channels() const {
        constexpr std::array<int, 7> channels{1, 0, 3, 1, 2, 0, 4};
        return channels[static_cast<std::size_t>(colour_type)];
    }
    [[nodiscard]] int colour_channels() const { return colour_type == 0 || colour_type == 4 ? 1 : 3; }
};

[[noreturn]] void fail(const std::string& name, const std::string& why) {
    throw UserError(name + " is no valid PNG picture", why, "fetch or save it again");
}

std::uint32_t load_big(const unsigned char* bytes) {
    return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) | (std::uint32_t{bytes[2]} << 8U) |
           std::uint32_t{bytes[3]};
}

bool is_valid_depth(int colour_type, int depth) {
    const bool power = depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    switch (colour_type) {
        case 0:
            return power;
        case 3:
            return power && depth <= 8;
        case 2:
        case 4:
        case 6:
            return depth == 8 || depth == 16;
        default:
            return false;
    }
}

Header parse_header(std::span<const unsigned char> bytes, const std::string& name) {
    if (bytes.size() < png_header_bytes || !std::equal(signature.begin(), signature.end(), bytes.begin())) {
        fail(name, "it does not start with the bytes of one");
    }
    const unsigned char* const ihdr = bytes.data() + signature.size();
    if (load_big(ihdr) != 13 || std::string_view(reinterpret_cast<const char*>(ihdr) + 4, 4) != "IHDR") {
        fail(name, "its header chunk is missing");
    }
    Header header{load_big(ihdr + 8), load_big(ihdr + 12), ihdr[16], ihdr[17], ihdr[20] == 1};
    if (!is_valid_depth(header.colour_type, header.bit_depth) || ihdr[18] != 0 || ihdr[19] != 0 || ihdr[20] > 1) {
        fail(name, "its header asks for a format that does not exist");
    }
    const std::uint64_t values =
        std::uint64_t{header.width} * header.height * static_cast<std::uint64_t>(header.colour_channels());
    if (header.width == 0 || header.height == 0 || header.width > max_side || header.height > max_side ||
        values > max_picture_values) {
        fail(name, "its size is " + std::to_string(header.width) + " x " + std::to_string(header.height) +
                       ", and a picture may have at most " + std::to_string(max_picture_values) + " values");
    }
    return header;
}

/// Takes the inflated bytes of the pixels and checks that they are rows, each with a filter that exists.
class RowCheck {
  public:
    explicit RowCheck(const Header& header) {
        struct Pass {
            std::uint32_t x0, y0, dx, dy;
        };
        constexpr std::array<Pass, 1> plain{{{0, 0, 1, 1}}};
        constexpr std::array<Pass, 7> adam7{
            {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
        const auto bits = static_cast<std::uint64_t>(header.bit_depth * header.stored_channels());
        for (const Pass& pass : header.interlaced ? std::span<const Pass>(adam7) : std::span<const Pass>(plain)) {
            if (header.width > pass.x0 && header.height > pass.y0) {
                const std::uint64_t columns = (header.width - pass.x0 + pass.dx - 1) / pass.dx;
                const std::uint64_t rows = (header.height - pass.y0 + pass.dy - 1) / pass.dy;
                passes_.push_back({rows, 1 + (columns * bits + 7) / 8});
            }
        }
    }

    /// False when there are too many bytes or a filter does not exist.
    bool take(std::span<const unsigned char> bytes) {
        while (!bytes.empty()) {
            if (passes_.empty() || (in_row_ == 0 && bytes.front() > 4)) {
                return false;
            }
            Rows& pass = passes_.front();
            const std::uint64_t step = std::min<std::uint64_t>(pass.row_bytes - in_row_, bytes.size());
            bytes = bytes.subspan(step);
            in_row_ += step;
            if (in_row_ == pass.row_bytes) {
                in_row_ = 0;
                if (--pass.rows == 0) {
                    passes_.erase(passes_.begin());
                }
            }
        }
        return true;
    }

    [[nodiscard]] bool complete() const { return passes_.empty(); }

  private:
    struct Rows {
        std::uint64_t rows;
        std::uint64_t row_bytes;  // filter byte and pixels
    };
    std::vector<Rows> passes_;
    std::uint64_t in_row_ = 0;
};

/// Inflates the pixels chunk by chunk and hands them to the row check.
class PixelCheck {
  public:
    PixelCheck(const Header& header, const std::string& name) : rows_(header), name_(name) {
        EBRU_ASSERT(inflateInit2(&stream_, 0) == Z_OK);  // 0: the window that the stream itself asks for
    }
    PixelCheck(const PixelCheck&) = delete;
    PixelCheck& operator=(const PixelCheck&) = delete;
    ~PixelCheck() { inflateEnd(&stream_); }

    void take(std::span<const unsigned char> packed) {
        stream_.next_in = const_cast<unsigned char*>(packed.data());  // zlib only reads it
        stream_.avail_in = static_cast<unsigned>(packed.size());
        std::array<unsigned char, 32768> out;
        do {
            if (ended_) {
                if (stream_.avail_in > 0) {
                    fail(name_, "bytes follow the end of its pixels");
                }
                return;
            }
            stream_.next_out = out.data();
            stream_.avail_out = static_cast<unsigned>(out.size());
            const int state = inflate(&stream_, Z_NO_FLUSH);
            if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
                fail(name_, "its pixels do not inflate");
            }
            ended_ = state == Z_STREAM_END;
            if (!rows_.take(std::span(out).first(out.size() - stream_.avail_out))) {
                fail(name_, "its pixels do not fit its size");
            }
        } while (stream_.avail_in > 0 || stream_.avail_out == 0);
    }

    void finish() const {
        if (!ended_ || !rows_.complete()) {
            fail(name_, "its pixels end early");
        }
    }

  private:
    z_stream stream_{};
    RowCheck rows_;
    std::string name_;
    bool ended_ = false;
};

/// One chunk of the file.
struct Chunk {
    std::string_view type;
    std::span<const unsigned char> data;
    std::span<const unsigned char> whole;  // with length, type and checksum
};

Chunk chunk_at(std::span<const unsigned char> file, std::size_t at, const std::string& name) {
    const std::size_t left = file.size() - at;
    if (left < chunk_overhead || load_big(file.data() + at) > std::min(left - chunk_overhead, max_chunk)) {
        fail(name, "the file ends early");
    }
    const std::size_t length = load_big(file.data() + at);
    const auto whole = file.subspan(at, length + chunk_overhead);
    if (crc32(0, whole.data() + 4, static_cast<unsigned>(length + 4)) != load_big(whole.data() + 8 + length)) {
        fail(name, "a checksum does not hold");
    }
    return {{reinterpret_cast<const char*>(whole.data()) + 4, 4}, whole.subspan(8, length), whole};
}

}  // namespace

ImageShape png_shape(std::span<const unsigned char> header, const std::string& name) {
    const Header parsed = parse_header(header, name);
    return {parsed.colour_channels(), static_cast<int>(parsed.height), static_cast<int>(parsed.width)};
}

CheckedPng checked_png(std::span<const unsigned char> file, const std::string& name) {
    const Header header = parse_header(file, name);
    const bool indexed = header.colour_type == 3;
    std::vector<unsigned char> kept(file.begin(), file.begin() + png_header_bytes);
    if (crc32(0, kept.data() + 12, 17) != load_big(kept.data() + 29)) {
        fail(name, "the checksum of its header does not hold");
    }
    PixelCheck pixels(header, name);
    bool has_palette = false;
    bool has_pixels = false;
    std::string_view type;
    for (std::size_t at = png_header_bytes; type != "IEND";) {
        const Chunk chunk = chunk_at(file, at, name);
        type = chunk.type;
        at += chunk.whole.size();
        if (type == "PLTE") {
            const std::size_t bytes = chunk.data.size();
            if (has_palette || has_pixels || bytes == 0 || bytes % 3 != 0 || bytes > 3 * 256) {
                fail(name, "its palette is damaged");
            }
            has_palette = true;
        } else if (type == "IDAT") {
            pixels.take(chunk.data);
            has_pixels = true;
        } else if (type != "IEND") {
            if ((chunk.whole[4] & 0x20U) == 0) {  // an upper-case letter: needed to decode the picture
                fail(name, "it has a chunk '" + std::string(type) + "' that is not understood");
            }
            continue;
        }
        if (type != "PLTE" || indexed) {
            kept.insert(kept.end(), chunk.whole.begin(), chunk.whole.end());
        }
    }
    pixels.finish();
    if (indexed && !has_palette) {
        fail(name, "its palette is missing");
    }
    return {std::move(kept), header.interlaced || indexed};
}

}  // namespace ebru
