#include <cstdlib>

#include "reader_test_files.hpp"

namespace ebru::test {
namespace {

using Idx = FileTest;

TEST_F(Idx, UnsignedBytesGiveTheirValueOver255) {
    const Bytes pixels{0, 1, 127, 128, 254, 255, 3, 4, 5, 6, 7, 8};
    const auto source = open_as(SourceKind::idx, write("a", idx_file(0x08, {2, 2, 3}, pixels)));
    EXPECT_EQ(source->size(), 2);
    EXPECT_EQ(source->shape(), (ImageShape{1, 2, 3}));
    const std::vector<double> values = read_all(*source);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        EXPECT_EQ(values[i], pixels[i] / 255.0);
    }
}

TEST_F(Idx, RankFourHasChannels) {
    const auto source = open_as(SourceKind::automatic, write("a", idx_file(0x08, {2, 3, 4, 5}, varied_bytes(120))));
    EXPECT_EQ(source->size(), 2);
    EXPECT_EQ(source->shape(), (ImageShape{3, 4, 5}));
}

TEST_F(Idx, BigEndianFloatsAreUnscaled) {
    Bytes floats;
    Bytes doubles;
    const std::vector<double> expected{-1.5, 0.0, 3.25, 1e-3F};
    for (const double value : expected) {
        append_big(floats, std::bit_cast<std::uint32_t>(static_cast<float>(value)), 4);
        append_big(doubles, std::bit_cast<std::uint64_t>(value), 8);
    }
    EXPECT_EQ(read_all(*open_as(SourceKind::idx, write("f", idx_file(0x0D, {1, 2, 2}, floats)))), expected);
    EXPECT_EQ(read_all(*open_as(SourceKind::idx, write("d", idx_file(0x0E, {1, 2, 2}, doubles)))), expected);
}

TEST_F(Idx, BlocksInAnyOrderEqualTheWhole) {
    const Bytes content = idx_file(0x08, {100, 9, 11}, varied_bytes(100 * 99));
    const auto plain = open_as(SourceKind::idx, write("plain", content));
    const auto packed = open_as(SourceKind::automatic, write("packed.gz", gzipped(content)));
    expect_blocks_equal_whole(*plain);
    expect_blocks_equal_whole(*packed);
    EXPECT_EQ(read_all(*plain), read_all(*packed));
}

TEST_F(Idx, TruncatedFileNamesTheMissingBytes) {
    Bytes content = idx_file(0x08, {10, 4, 4}, varied_bytes(160));
    content.resize(content.size() - 37);
    const auto path = write("cut", content);
    expect_parts(message_of([&] { open_as(SourceKind::idx, path); }), {path.string(), "37 bytes are missing"});
}

TEST_F(Idx, SurplusBytesAreRefused) {
    Bytes content = idx_file(0x08, {10, 4, 4}, varied_bytes(165));
    expect_parts(message_of([&] { open_as(SourceKind::idx, write("long", content)); }), {"5 bytes too many"});
}

TEST_F(Idx, TruncatedGzipIsRefusedWhenOpened) {
    Bytes packed = gzipped(idx_file(0x08, {50, 8, 8}, varied_bytes(3200)));
    packed.resize(packed.size() - 40);
    const auto path = write("cut.gz", packed);
    expect_parts(message_of([&] { open_as(SourceKind::idx, path); }), {path.string(), "cut off"});
    expect_parts(message_of([&] { open_as(SourceKind::idx, write("tiny.gz", Bytes{0x1F, 0x8B, 8})); }), {"cut off"});
}

TEST_F(Idx, DamagedGzipNamesTheImage) {
    const Bytes content = idx_file(0x08, {500, 64, 64}, varied_bytes(500 * 4096));
    Bytes packed = gzipped(content);
    std::fill(packed.begin() + static_cast<std::ptrdiff_t>(packed.size() / 2), packed.end() - 8,
              0xFF);  // not the trailer
    const auto path = write("bad.gz", packed);
    const auto source = open_as(SourceKind::idx, path);
    std::vector<double> one(4096);
    expect_parts(message_of([&] { source->read(499, 1, one); }), {path.string(), "image 499", "damaged"});
    source->read(3, 1, one);  // what is intact can still be read
    EXPECT_EQ(one[5], content[16 + 3 * 4096 + 5] / 255.0);
}

TEST_F(Idx, GzipChecksumIsComparedWithTheLastImage) {
    Bytes packed = gzipped(idx_file(0x08, {3, 4, 4}, varied_bytes(48)));
    packed[packed.size() - 8] ^= 1U;
    // Larger than zlib's buffers, so that the end is not seen before it is asked for.
    Bytes large = gzipped(idx_file(0x08, {3, 1024, 1024}, varied_bytes(3 << 20)));
    large[large.size() - 8] ^= 1U;
    expect_parts(message_of([&] { open_as(SourceKind::idx, write("small.gz", packed)); }), {"incorrect data check"});
    const auto source = open_as(SourceKind::idx, write("large.gz", large));
    std::vector<double> one(1 << 20);
    source->read(0, 1, one);
    expect_parts(message_of([&] { source->read(2, 1, one); }), {"image 2", "incorrect data check"});
    source->read(0, 1, one);  // zlib's error does not stay
    EXPECT_EQ(one[1], 7 / 255.0);
}

TEST_F(Idx, GzipChecksumInTheNextInputBufferIsCompared) {
    // Stored without compression, of sizes such that the checksum lies before, across and after the end of the seventh
    // input buffer of 256 KiB: zlib has then given all bytes that are asked for and looks no further by itself.
    std::vector<double> values;
    for (std::uint32_t cells = 1834832; cells < 1834852; ++cells) {
        Bytes packed = gzipped(idx_file(0x08, {1, 1, cells}, varied_bytes(cells)), Z_NO_COMPRESSION);
        packed[packed.size() - 8] ^= 1U;
        const auto path = write("a.gz", packed);
        values.resize(cells);
        expect_parts(message_of([&] { open_as(SourceKind::idx, path)->read(0, 1, values); }), {"incorrect data check"});
    }
}

TEST_F(Idx, BadMagicIsRefused) {
    const auto path = write("a", Bytes{'h', 'e', 'l', 'l', 'o', ' ', 'y', 'o', 'u'});
    expect_parts(message_of([&] { open_as(SourceKind::idx, path); }), {path.string(), "no IDX file", "0x68"});
    for (const int byte : {0, 1}) {
        Bytes wrong = idx_file(0x08, {1, 2, 2}, varied_bytes(4));
        wrong[static_cast<std::size_t>(byte)] = 1;
        expect_parts(message_of([&] { open_as(SourceKind::idx, write("b", wrong)); }), {"no IDX file", "0x01"});
    }
    expect_parts(message_of([&] { open_as(SourceKind::idx, write("empty", {})); }), {"the IDX header"});
}

TEST_F(Idx, OtherTypesAreRefusedWithTheValidOnes) {
    expect_parts(message_of([&] { open_as(SourceKind::idx, write("a", idx_file(0x0B, {1, 2, 2}, varied_bytes(8)))); }),
                 {"0x0B", "0x08", "0x0D", "0x0E"});
}

TEST_F(Idx, LabelFileIsRecognised) {
    expect_parts(message_of([&] { open_as(SourceKind::idx, write("a", idx_file(0x08, {5}, varied_bytes(5)))); }),
                 {"labels", "(5)"});
}

TEST_F(Idx, HostileHeadersAskForNoMemory) {
    constexpr std::uint32_t huge = 0xFFFFFFFF;
    // 2^128 values: the product would wrap around.
    expect_parts(
        message_of([&] { open_as(SourceKind::idx, write("a", idx_file(0x08, {huge, huge, huge, huge}, {}))); }),
        {"no file holds as many values"});
    // Wraps to a product of 0 in 64 bits, the length of an empty file.
    expect_parts(
        message_of([&] { open_as(SourceKind::idx, write("b", idx_file(0x08, {1U << 31, 1U << 31, 4, 1}, {}))); }),
        {"no file holds as many values"});
    expect_parts(message_of([&] { open_as(SourceKind::idx, write("c", idx_file(0x08, {1, 1U << 20, 1U << 20}, {}))); }),
                 {"ends early"});
    expect_parts(message_of([&] { open_as(SourceKind::idx, write("d", idx_file(0x08, {0, 28, 28}, {}))); }),
                 {"nothing in it"});
    // A gzip file whose trailer agrees with a header that no such file can honour.
    Bytes forged = gzipped(idx_file(0x08, {1, 1U << 15, 1U << 15}, Bytes(3 << 20, 0)));  // beyond zlib's buffers
    forged.resize(forged.size() - 4);
    append_little(forged, (1U << 30U) + 16, 4);
    expect_parts(message_of([&] { open_as(SourceKind::idx, write("e.gz", forged)); }), {"more than gzip can pack"});
}

TEST_F(Idx, ImageBeyondTheLimitIsRefused) {
    // A sparse file of the right length: only the limit on one image stands against it.
    const auto path = write("sparse", idx_file(0x08, {1, 1U << 18, 1U << 17}, {}));
    std::filesystem::resize_file(path, (std::uintmax_t{1} << 35U) + 16);
    expect_parts(message_of([&] { open_as(SourceKind::idx, path); }), {"an image may have at most"});
}

TEST_F(Idx, NotANumberIsRefusedWithItsImage) {
    Bytes floats;
    for (int i = 0; i < 12; ++i) {
        append_big(floats, i == 9 ? 0x7FC00000 : 0, 4);
    }
    const auto source = open_as(SourceKind::idx, write("a", idx_file(0x0D, {3, 2, 2}, floats)));
    std::vector<double> one(4);
    source->read(1, 1, one);
    expect_parts(message_of([&] { source->read(2, 1, one); }), {"image 2", "not finite"});
}

TEST_F(Idx, BlocksOutsideTheSetBreakTheContract) {
    const auto source = open_as(SourceKind::idx, write("a", idx_file(0x08, {2, 2, 2}, varied_bytes(8))));
    std::vector<double> one(4);
    EXPECT_THROW(source->read(2, 1, one), ContractError);
    EXPECT_THROW(source->read(-1, 1, one), ContractError);
    EXPECT_THROW(source->read(0, 2, one), ContractError);
}

TEST(FashionMnist, InstalledSetIsRead) {
    if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz")) {
        GTEST_SKIP() << "the package dataset-fashion-mnist is not installed";
    }
    const auto source = open_as(SourceKind::automatic, "fashion-mnist");
    EXPECT_EQ(source->size(), 60000);
    EXPECT_EQ(source->shape(), (ImageShape{1, 28, 28}));
    std::vector<double> values(10 * 784);
    source->read(0, 10, values);
    for (int image = 0; image < 10; ++image) {
        const auto begin = values.begin() + image * 784;
        const auto [least, most] = std::minmax_element(begin, begin + 784);
        EXPECT_EQ(*least, 0.0) << "image " << image;
        EXPECT_GT(*most, 0.8) << "image " << image;
        EXPECT_LE(*most, 1.0) << "image " << image;
    }
}

}  // namespace
}  // namespace ebru::test
