#pragma once

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "io/image_source.hpp"

// Small files of every kind, made byte by byte from their specifications and not by the code under test.
namespace ebru::test {

using Bytes = std::vector<unsigned char>;

/// A fresh folder for each test, removed with it.
class FileTest : public testing::Test {
  protected:
    void SetUp() override {
        const testing::TestInfo* const info = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::path(testing::TempDir()) /
                  ("ebru_" + std::string(info->test_suite_name()) + "_" + info->name() + "_" +
                   std::to_string(getpid()));  // two build trees may be tested at once
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& name, const Bytes& bytes) const {
        std::filesystem::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return folder_ / name;
    }

    std::filesystem::path folder_;
};

/// What the user is told when `action` fails; a test failure when it does not.
template <class Action>
std::string message_of(const Action& action) {
    try {
        action();
    } catch (const UserError& error) {
        return error.what();
    }
    ADD_FAILURE() << "no UserError was thrown";
    return "";
}

inline std::string open_message(const SourceRequest& request) {
    return message_of([&] { open_image_source(request); });
}

/// Every part must be in the text.
inline void expect_parts(const std::string& text, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) {
        EXPECT_NE(text.find(part), std::string::npos) << "\"" << part << "\" is not in: " << text;
    }
}

inline std::unique_ptr<ImageSource> open_as(SourceKind kind, const std::filesystem::path& path) {
    SourceRequest request;
    request.kind = kind;
    request.path = path;
    return open_image_source(request);
}

inline std::vector<double> read_all(ImageSource& source) {
    std::vector<double> values(static_cast<std::size_t>(source.size()) * source.shape().values());
    source.read(0, source.size(), values);
    return values;
}

inline std::vector<double> read_in_blocks(ImageSource& source, std::int64_t block) {
    std::vector<double> values(static_cast<std::size_t>(source.size()) * source.shape().values());
    const std::size_t per_image = source.shape().values();
    for (std::int64_t first = 0; first < source.size(); first += block) {
        const std::int64_t count = std::min(block, source.size() - first);
        source.read(first, count,
                    std::span(values).subspan(static_cast<std::size_t>(first) * per_image,
                                              static_cast<std::size_t>(count) * per_image));
    }
    return values;
}

/// Blocks of 1, 7 and 64 in rising order, and single images in falling order, give the bits of reading at once.
inline void expect_blocks_equal_whole(ImageSource& source) {
    const std::vector<double> whole = read_all(source);
    for (const std::int64_t block : {1, 7, 64}) {
        EXPECT_EQ(read_in_blocks(source, block), whole) << "blocks of " << block;
    }
    const std::size_t per_image = source.shape().values();
    std::vector<double> one(per_image);
    for (std::int64_t image = source.size() - 1; image >= 0; --image) {
        source.read(image, 1, one);
        ASSERT_TRUE(std::equal(one.begin(), one.end(), whole.begin() + image * static_cast<std::int64_t>(per_image)))
            << "image " << image;
    }
}

inline void append_big(Bytes& bytes, std::uint64_t word, int width) {
    for (int i = width - 1; i >= 0; --i) {
        bytes.push_back(static_cast<unsigned char>(word >> (8 * i)));
    }
}

inline void append_little(Bytes& bytes, std::uint64_t word, int width) {
    for (int i = 0; i < width; ++i) {
        bytes.push_back(static_cast<unsigned char>(word >> (8 * i)));
    }
}

inline void append(Bytes& bytes, const Bytes& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

inline void append(Bytes& bytes, const std::string& text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
}

/// Bytes that differ from each other near and far: no image equals its neighbour.
inline Bytes varied_bytes(std::size_t count) {
    Bytes bytes(count);
    for (std::size_t i = 0; i < count; ++i) {
        bytes[i] = static_cast<unsigned char>((i * 7 + i / 251 * 3) % 256);
    }
    return bytes;
}

inline Bytes idx_file(int type, const std::vector<std::uint32_t>& extent, const Bytes& values) {
    Bytes bytes{0, 0, static_cast<unsigned char>(type), static_cast<unsigned char>(extent.size())};
    for (const std::uint32_t size : extent) {
        append_big(bytes, size, 4);
    }
    append(bytes, values);
    return bytes;
}

inline Bytes gzipped(const Bytes& content, int level = Z_BEST_SPEED) {
    z_stream stream{};
    deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    Bytes packed(deflateBound(&stream, content.size()) + 64);
    stream.next_in = const_cast<unsigned char*>(content.data());
    stream.avail_in = static_cast<unsigned>(content.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<unsigned>(packed.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

inline Bytes npy_file(const std::string& dictionary, const Bytes& values, int version = 1) {
    Bytes bytes{0x93, 'N', 'U', 'M', 'P', 'Y', static_cast<unsigned char>(version), 0};
    append_little(bytes, dictionary.size() + 1, version == 1 ? 2 : 4);
    append(bytes, dictionary + "\n");
    append(bytes, values);
    return bytes;
}

inline std::string npy_dictionary(const std::string& descr, const std::string& shape,
                                  const std::string& fortran = "False") {
    return "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
}

inline void append_png_chunk(Bytes& bytes, const std::string& type, const Bytes& data) {
    append_big(bytes, data.size(), 4);
    Bytes body(type.begin(), type.end());
    append(body, data);
    append(bytes, body);
    append_big(bytes, crc32(0, body.data(), static_cast<unsigned>(body.size())), 4);
}

/// A PNG file; `rows` are the bytes of the rows, top first, each after its filter byte.
inline Bytes png_file(std::uint32_t width, std::uint32_t height, int depth, int colour_type, const Bytes& rows,
                      const Bytes& palette = {}) {
    Bytes bytes{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    Bytes header;
    append_big(header, width, 4);
    append_big(header, height, 4);
    append(header, Bytes{static_cast<unsigned char>(depth), static_cast<unsigned char>(colour_type), 0, 0, 0});
    append_png_chunk(bytes, "IHDR", header);
    if (!palette.empty()) {
        append_png_chunk(bytes, "PLTE", palette);
    }
    Bytes packed(compressBound(rows.size()));
    uLongf size = packed.size();
    EXPECT_EQ(compress(packed.data(), &size, rows.data(), rows.size()), Z_OK);
    packed.resize(size);
    append_png_chunk(bytes, "IDAT", packed);
    append_png_chunk(bytes, "IEND", {});
    return bytes;
}

/// An 8-bit PNG file without filters from pixels, top row first, components interleaved.
inline Bytes plain_png(std::uint32_t width, std::uint32_t height, int components, const Bytes& pixels) {
    constexpr int colour_types[5] = {0, 0, 4, 2, 6};
    Bytes rows;
    const std::size_t row = std::size_t{width} * static_cast<std::size_t>(components);
    for (std::size_t y = 0; y < height; ++y) {
        rows.push_back(0);
        rows.insert(rows.end(), pixels.begin() + static_cast<std::ptrdiff_t>(y * row),
                    pixels.begin() + static_cast<std::ptrdiff_t>((y + 1) * row));
    }
    return png_file(width, height, 8, colour_types[components], rows);
}

}  // namespace ebru::test
