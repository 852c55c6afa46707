#include "io/picture_source.hpp"

#include <vtkImageData.h>
#include <vtkJPEGWriter.h>
#include <vtkNew.h>
#include <vtkPNGWriter.h>

#include <cmath>

#include "reader_test_files.hpp"

namespace ebru::test {
namespace {

/// Fails when VTK, libpng or libjpeg print: the user is to see one message, ours.
class Pictures : public FileTest {
  protected:
    void SetUp() override {
        FileTest::SetUp();
        testing::internal::CaptureStderr();
    }
    void TearDown() override {
        EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
        FileTest::TearDown();
    }

    std::vector<double> read_one(const Bytes& file, const std::string& name = "a.png") const {
        return read_all(*open_as(SourceKind::automatic, write(name, file)));
    }

    /// What the user is told of a file, at opening or at the latest at reading.
    std::string fault(const Bytes& file, const std::string& name = "a.png") const {
        return message_of([&] { read_one(file, name); });
    }

    static std::vector<double> scaled(const Bytes& values) {
        std::vector<double> result;
        for (const unsigned char value : values) {
            result.push_back(value / 255.0);
        }
        return result;
    }

    /// A JPEG written by VTK; `pixels` top row first, components interleaved.
    std::filesystem::path write_jpeg(const std::string& name, int nx, int ny, int components,
                                     const Bytes& pixels) const {
        vtkNew<vtkImageData> image;
        image->SetDimensions(nx, ny, 1);
        image->AllocateScalars(VTK_UNSIGNED_CHAR, components);
        for (int y = 0; y < ny; ++y) {  // VTK's first row is the bottom one
            std::copy_n(pixels.begin() + y * nx * components, nx * components,
                        static_cast<unsigned char*>(image->GetScalarPointer(0, ny - 1 - y, 0)));
        }
        vtkNew<vtkJPEGWriter> writer;
        writer->SetInputData(image);
        writer->SetQuality(100);
        writer->SetFileName((folder_ / name).c_str());
        writer->Write();
        return folder_ / name;
    }

    Bytes contents(const std::filesystem::path& path) const {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
};

TEST_F(Pictures, TopRowComesFirst) {
    const Bytes pixels{0, 10, 20, 30, 40, 50};
    const auto source = open_as(SourceKind::automatic, write("a.png", plain_png(3, 2, 1, pixels)));
    EXPECT_EQ(source->size(), 1);
    EXPECT_EQ(source->shape(), (ImageShape{1, 2, 3}));
    EXPECT_EQ(read_all(*source), scaled(pixels));
}

TEST_F(Pictures, ColoursBecomePlanes) {
    EXPECT_EQ(read_one(plain_png(2, 1, 3, {1, 2, 3, 4, 5, 6})), scaled({1, 4, 2, 5, 3, 6}));
}

TEST_F(Pictures, AlphaIsDropped) {
    EXPECT_EQ(read_one(plain_png(2, 1, 4, {1, 2, 3, 99, 4, 5, 6, 0})), scaled({1, 4, 2, 5, 3, 6}));
    EXPECT_EQ(read_one(plain_png(2, 1, 2, {7, 99, 8, 0})), scaled({7, 8}));
}

TEST_F(Pictures, SixteenBitsKeepTheirPrecision) {
    const std::vector<double> values = read_one(png_file(2, 1, 16, 0, {0, 0x12, 0x34, 0xFF, 0xFF}));
    EXPECT_EQ(values, (std::vector<double>{0x1234 / 65535.0, 1.0}));
}

TEST_F(Pictures, PaletteAndFewBitsAreExpanded) {
    EXPECT_EQ(read_one(png_file(2, 1, 8, 3, {0, 1, 0}, {10, 20, 30, 40, 50, 60})), scaled({40, 10, 50, 20, 60, 30}));
    EXPECT_EQ(read_one(png_file(3, 2, 1, 0, {0, 0b10100000, 0, 0b01000000})), scaled({255, 0, 255, 0, 255, 0}));
}

TEST_F(Pictures, InterlacedPngIsRead) {
    constexpr int n = 5;
    constexpr int pass[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    Bytes rows;
    for (const auto& [x0, y0, dx, dy] : pass) {
        for (int y = y0; y < n && x0 < n; y += dy) {
            rows.push_back(0);
            for (int x = x0; x < n; x += dx) {
                rows.push_back(static_cast<unsigned char>(10 * y + x));
            }
        }
    }
    Bytes file = png_file(n, n, 8, 0, rows);
    file[28] = 1;  // the interlace byte of IHDR, whose checksum follows
    Bytes checksum;
    append_big(checksum, crc32(0, file.data() + 12, 17), 4);
    std::copy(checksum.begin(), checksum.end(), file.begin() + 29);
    const std::vector<double> values = read_one(file);
    for (int y = 0; y < n; ++y) {
        for (int x = 0; x < n; ++x) {
            EXPECT_EQ(values[static_cast<std::size_t>(y * n + x)], (10 * y + x) / 255.0);
        }
    }
}

TEST_F(Pictures, JpegKeepsColourAndOrientation) {
    Bytes pixels;
    for (int i = 0; i < 16 * 16; ++i) {
        append(pixels, i < 128 ? Bytes{200, 40, 90} : Bytes{20, 220, 60});
    }
    const auto source = open_as(SourceKind::automatic, write_jpeg("a.jpg", 16, 16, 3, pixels));
    EXPECT_EQ(source->shape(), (ImageShape{3, 16, 16}));
    const std::vector<double> values = read_all(*source);
    // Flat 8 x 8 blocks at quality 100 lose no more than the rounding of the colour transform, 2 of 255.
    EXPECT_NEAR(values[0], 200 / 255.0, 2.1 / 255);
    EXPECT_NEAR(values[255], 20 / 255.0, 2.1 / 255);
    EXPECT_NEAR(values[256], 40 / 255.0, 2.1 / 255);
    EXPECT_NEAR(values[512], 90 / 255.0, 2.1 / 255);
}

TEST_F(Pictures, FolderIsSortedAndExtensionsAreCaseInsensitive) {
    write("set/b.PNG", plain_png(1, 1, 1, {2}));
    write("set/a.png", plain_png(1, 1, 1, {1}));
    write("set/c.Png", plain_png(1, 1, 1, {3}));
    write("set/readme.txt", {1});
    write("set/sub/d.png", plain_png(1, 1, 1, {4}));
    const auto source = open_as(SourceKind::automatic, folder_ / "set");
    EXPECT_EQ(read_all(*source), scaled({1, 2, 3}));
    expect_blocks_equal_whole(*source);
}

TEST_F(Pictures, GrayInAColourSetGetsThreeEqualChannels) {
    write("set/a.png", plain_png(2, 1, 3, {1, 2, 3, 4, 5, 6}));
    write("set/b.png", plain_png(2, 1, 1, {8, 9}));
    const auto source = open_as(SourceKind::pictures, folder_ / "set");
    EXPECT_EQ(read_all(*source), scaled({1, 4, 2, 5, 3, 6, 8, 9, 8, 9, 8, 9}));
}

TEST_F(Pictures, ColourInAGraySetIsRefused) {
    write("set/a.png", plain_png(2, 1, 1, {8, 9}));
    const auto path = write("set/b.png", plain_png(2, 1, 3, {1, 2, 3, 4, 5, 6}));
    expect_parts(message_of([&] { open_as(SourceKind::pictures, folder_ / "set"); }),
                 {path.string(), "colour", "a.png"});
}

TEST_F(Pictures, UnequalSizesNeedARequestedSize) {
    write("set/a.png", plain_png(4, 4, 1, varied_bytes(16)));
    write("set/b.png", plain_png(6, 4, 1, varied_bytes(24)));
    SourceRequest request;
    request.path = folder_ / "set";
    expect_parts(open_message(request), {"b.png", "6 x 4", "4 x 4", "ny and nx"});
    request.ny = 4;
    request.nx = 4;
    const auto source = open_image_source(request);
    const std::vector<double> values = read_all(*source);
    EXPECT_EQ(std::vector(values.begin(), values.begin() + 16), scaled(varied_bytes(16)));
    EXPECT_NEAR(values[16], 7 / 255.0, 1e-15);  // one column of b is cropped on either side
    expect_blocks_equal_whole(*source);
}

TEST_F(Pictures, PngThatIsTextNamesTheFile) {
    write("set/a.png", plain_png(2, 1, 1, {8, 9}));
    const auto path = write("set/b.png", {'<', 'h', 't', 'm', 'l', '>', '4', '0', '4', '\n'});
    expect_parts(message_of([&] { open_as(SourceKind::pictures, folder_ / "set"); }),
                 {path.string(), "no PNG picture"});
    expect_parts(fault({'t', 'e', 'x', 't'}, "c.jpg"), {"c.jpg", "no JPEG picture"});
    expect_parts(fault({}, "empty.png"), {"empty.png", "no PNG picture"});
}

TEST_F(Pictures, ExchangedExtensionsAreNamed) {
    expect_parts(fault(plain_png(1, 1, 1, {2}), "a.jpg"), {"rename it to .png"});
    const Bytes jpeg = contents(write_jpeg("b.jpg", 8, 8, 1, Bytes(64, 100)));
    expect_parts(fault(jpeg, "b.png"), {"rename it to .jpg"});
}

TEST_F(Pictures, TruncatedPngIsFoundWhenOpened) {
    const Bytes whole = plain_png(40, 40, 3, varied_bytes(4800));
    for (std::size_t length = 9; length < whole.size(); length += 13) {
        const auto path = write("cut.png", Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
        expect_parts(message_of([&] { open_as(SourceKind::pictures, path); }), {path.string(), "no valid PNG"});
    }
}

TEST_F(Pictures, EveryDamagedByteOfAPngIsFound) {
    const Bytes whole = plain_png(12, 12, 1, varied_bytes(144));
    for (std::size_t i = 0; i < whole.size(); ++i) {
        Bytes damaged = whole;
        damaged[i] ^= 0x10U;
        expect_parts(fault(damaged), {"a.png"});
    }
}

TEST_F(Pictures, DamageUnderAValidChecksumIsFound) {
    Bytes rows(4 * 5, 0);
    expect_parts(fault(png_file(4, 5, 8, 0, rows)), {"pixels end early"});
    rows.resize(5 * 5 + 1);
    expect_parts(fault(png_file(4, 5, 8, 0, rows)), {"do not fit"});
    rows.resize(5 * 5);
    rows[10] = 5;  // no such filter
    expect_parts(fault(png_file(4, 5, 8, 0, rows)), {"do not fit"});
    expect_parts(fault(png_file(4, 5, 8, 3, Bytes(25, 0))), {"palette is missing"});
    Bytes garbage = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    append_png_chunk(garbage, "IHDR", {0, 0, 0, 4, 0, 0, 0, 5, 8, 0, 0, 0, 0});
    append_png_chunk(garbage, "IDAT", varied_bytes(50));
    append_png_chunk(garbage, "IEND", {});
    expect_parts(fault(garbage), {"do not inflate"});
}

TEST_F(Pictures, HostilePngSizeAsksForNoMemory) {
    expect_parts(fault(png_file(999999, 999999, 8, 6, {0})), {"999999 x 999999"});
    expect_parts(fault(png_file(0xFFFFFFFF, 1, 8, 0, {0})), {"4294967295 x 1"});
    expect_parts(fault(png_file(0, 1, 8, 0, {0})), {"0 x 1"});
    expect_parts(fault(png_file(1, 1, 4, 2, {0, 0})), {"format that does not exist"});
}

TEST_F(Pictures, ChunksThatDoNotMatterAreIgnoredSilently) {
    Bytes file = plain_png(1, 1, 1, {77});
    Bytes nonsense;
    append_png_chunk(nonsense, "iCCP", {'x', 0, 0, 1, 2, 3});  // libpng would warn of the profile
    file.insert(file.begin() + 33, nonsense.begin(), nonsense.end());
    EXPECT_EQ(read_one(file), scaled({77}));
    append(file, std::string("bytes of another program"));
    EXPECT_EQ(read_one(file), scaled({77}));
}

TEST_F(Pictures, TruncatedJpegIsFoundWhenOpened) {
    const Bytes whole = contents(write_jpeg("whole.jpg", 64, 64, 3, varied_bytes(64 * 64 * 3)));
    ASSERT_GT(whole.size(), 2000U);
    for (std::size_t length = 4; length < whole.size(); length += 97) {
        const auto path = write("cut.jpg", Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
        expect_parts(message_of([&] { open_as(SourceKind::pictures, path); }), {path.string(), "no valid JPEG"});
    }
}

TEST_F(Pictures, BytesAfterAJpegAreAllowed) {
    Bytes file = contents(write_jpeg("a.jpg", 8, 8, 1, Bytes(64, 100)));
    append(file, std::string("a film that a camera appends"));
    EXPECT_NEAR(read_one(file, "b.jpg")[0], 100 / 255.0, 1.1 / 255);
}

TEST_F(Pictures, DamagedJpegIsRefusedOrReadButNeverPrints) {
    const Bytes whole = contents(write_jpeg("whole.jpg", 32, 32, 1, varied_bytes(32 * 32)));
    int refused = 0;
    for (std::size_t i = 3; i < whole.size(); i += 5) {
        Bytes damaged = whole;
        damaged[i] ^= 0xFFU;
        try {
            read_one(damaged, "a.jpg");
        } catch (const UserError&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 0);
}

TEST_F(Pictures, FolderWithoutPicturesSaysWhatTheyAre) {
    std::filesystem::create_directories(folder_ / "none");
    expect_parts(message_of([&] { open_as(SourceKind::pictures, folder_ / "none"); }), {"none", ".png, .jpg or .jpeg"});
}

}  // namespace
}  // namespace ebru::test
