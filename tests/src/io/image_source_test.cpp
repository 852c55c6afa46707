#include <cstdlib>
#include <optional>

#include "io/hdf5_file.hpp"
#include "reader_test_files.hpp"

namespace ebru::test {
namespace {

/// Sets EBRU_DATA for a test.
class ImageSourceTest : public FileTest {
  protected:
    void SetUp() override {
        FileTest::SetUp();
        if (const char* const data = std::getenv("EBRU_DATA"); data != nullptr) {
            before_ = data;
        }
        setenv("EBRU_DATA", folder_.c_str(), 1);
    }
    void TearDown() override {
        before_ ? setenv("EBRU_DATA", before_->c_str(), 1) : unsetenv("EBRU_DATA");
        FileTest::TearDown();
    }

  private:
    std::optional<std::string> before_;
};

TEST_F(ImageSourceTest, KindIsToldByContentWhateverTheName) {
    const Bytes pixels = varied_bytes(6);
    const auto expected = read_all(*open_as(SourceKind::idx, write("i", idx_file(0x08, {1, 2, 3}, pixels))));
    EXPECT_EQ(read_all(*open_as(SourceKind::automatic, write("images.dat", idx_file(0x08, {1, 2, 3}, pixels)))),
              expected);
    EXPECT_EQ(read_all(*open_as(SourceKind::automatic, write("g", gzipped(idx_file(0x08, {1, 2, 3}, pixels))))),
              expected);
    EXPECT_EQ(read_all(*open_as(SourceKind::automatic, write("n", npy_file(npy_dictionary("|u1", "(2, 3)"), pixels)))),
              expected);
    EXPECT_EQ(read_all(*open_as(SourceKind::automatic, write("p.PNG", plain_png(3, 2, 1, pixels)))), expected);
    Hdf5File file = Hdf5File::create(folder_ / "h");
    file.create_dataset({"/u", NumberType::uint8, {2, 3}, {}});
    file.write_all<std::uint8_t>("/u", pixels);
    file.close();
    EXPECT_EQ(read_all(*open_as(SourceKind::automatic, folder_ / "h")), expected);
}

/// The window of images first .. first + count - 1 that reading them whole gives.
std::vector<double> cut(ImageSource& source, std::int64_t first, std::int64_t count, const Window& window) {
    const ImageShape shape = source.shape();
    std::vector<double> whole(static_cast<std::size_t>(count) * shape.values());
    source.read(first, count, whole);
    std::vector<double> part;
    for (int plane = 0; plane < static_cast<int>(count) * shape.channels; ++plane) {
        for (int y = window.y0; y < window.y1; ++y) {
            for (int x = window.x0; x < window.x1; ++x) {
                part.push_back(whole[static_cast<std::size_t>((plane * shape.ny + y) * shape.nx + x)]);
            }
        }
    }
    return part;
}

TEST_F(ImageSourceTest, AWindowIsWhatTheWholeHasThere) {
    const Bytes pixels = varied_bytes(3 * 2 * 5 * 7);
    Hdf5File file = Hdf5File::create(folder_ / "h");
    file.create_dataset({"/u", NumberType::uint8, {3, 2, 5, 7}, {}});
    file.write_all<std::uint8_t>("/u", pixels);
    file.close();
    std::filesystem::create_directories(folder_ / "pictures");
    write("pictures/a.png", plain_png(7, 5, 1, Bytes(pixels.begin(), pixels.begin() + 35)));
    write("pictures/b.png", plain_png(7, 5, 1, Bytes(pixels.begin() + 35, pixels.begin() + 70)));
    write("pictures/c.png", plain_png(7, 5, 1, Bytes(pixels.begin() + 70, pixels.begin() + 105)));
    for (const std::filesystem::path& path :
         {write("n", npy_file(npy_dictionary("|u1", "(3, 2, 5, 7)"), pixels)), folder_ / "h", folder_ / "pictures"}) {
        const auto source = open_as(SourceKind::automatic, path);
        ASSERT_EQ(source->shape().grid(), (Grid{5, 7}));
        for (const Window& window : {Window{0, 5, 0, 7}, Window{1, 3, 0, 7}, Window{2, 5, 3, 6}, Window{4, 5, 6, 7}}) {
            const std::vector<double> expected = cut(*source, 1, 2, window);
            std::vector<double> values(expected.size());
            source->read_window(1, 2, window, values);
            EXPECT_EQ(values, expected) << path;
        }
    }
}

TEST_F(ImageSourceTest, UnknownKindListsTheValidOnes) {
    SourceRequest request;
    request.path = write("a.dat", varied_bytes(1000));
    expect_parts(open_message(request), {"a.dat", "idx, cifar10, cifar100, pictures, npy, hdf5"});
    std::filesystem::create_directories(folder_ / "none");
    request.path = folder_ / "none";
    expect_parts(open_message(request), {"none", "idx, cifar10, cifar100, pictures, npy, hdf5"});
    request.path = write("a.bin", Bytes(std::size_t{3073} * 3074, 0));  // whole records of both
    expect_parts(open_message(request), {"cifar10, cifar100"});
}

TEST_F(ImageSourceTest, NameAndContentMustAgreeForArrays) {
    SourceRequest request;
    request.path = write("a.npy", {'t', 'e', 'x', 't'});
    expect_parts(open_message(request), {"a.npy"});
    request.path = write("a.h5", {'t', 'e', 'x', 't'});
    testing::internal::CaptureStderr();
    expect_parts(open_message(request), {"a.h5", "HDF5"});
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(ImageSourceTest, MissingFileIsNamedForEveryKind) {
    for (const SourceKind kind : {SourceKind::automatic, SourceKind::idx, SourceKind::cifar10, SourceKind::cifar100,
                                  SourceKind::pictures, SourceKind::npy, SourceKind::hdf5}) {
        expect_parts(message_of([&] { open_as(kind, folder_ / "absent"); }), {"absent' does not exist"});
    }
    expect_parts(open_message({}), {"no data"});
}

TEST_F(ImageSourceTest, FolderInPlaceOfAFileIsRefused) {
    for (const SourceKind kind : {SourceKind::idx, SourceKind::npy, SourceKind::hdf5}) {
        expect_parts(message_of([&] { open_as(kind, folder_); }), {folder_.string()});
    }
}

TEST_F(ImageSourceTest, SizesMustBeGivenTogetherAndPositive) {
    SourceRequest request;
    request.path = write("a", idx_file(0x08, {1, 2, 3}, varied_bytes(6)));
    request.ny = 4;
    expect_parts(open_message(request), {"ny = 4, nx = 0", "both"});
    request.nx = -1;
    expect_parts(open_message(request), {"nx = -1"});
}

TEST_F(ImageSourceTest, NamedSetsAreFoundInTheDataFolder) {
    write("fashion-mnist/train-images-idx3-ubyte.gz", gzipped(idx_file(0x08, {2, 3, 3}, varied_bytes(18))));
    write("mnist/train-images-idx3-ubyte", idx_file(0x08, {3, 3, 3}, varied_bytes(27)));
    EXPECT_EQ(open_as(SourceKind::automatic, "fashion-mnist")->size(), 2);
    EXPECT_EQ(open_as(SourceKind::idx, "mnist")->size(), 3);
    EXPECT_EQ(open_as(SourceKind::automatic, folder_ / "mnist")->size(), 3);
}

TEST_F(ImageSourceTest, AbsentNamedSetSaysHowToGetIt) {
    SourceRequest request;
    request.path = "mnist";
    expect_parts(open_message(request), {"mnist", "EBRU_DATA", folder_.string()});
    if (!std::filesystem::exists("/usr/share/datasets/fashion-mnist") &&
        !std::filesystem::exists("/usr/local/share/datasets/fashion-mnist")) {
        request.path = "fashion-mnist";
        expect_parts(open_message(request), {"dataset-fashion-mnist"});
    }
}

}  // namespace
}  // namespace ebru::test
