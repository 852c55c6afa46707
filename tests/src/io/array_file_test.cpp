#include "io/array_file.hpp"

#include <cmath>
#include <limits>

#include "io/hdf5_file.hpp"
#include "reader_test_files.hpp"

namespace ebru::test {
namespace {

class ArrayFile : public FileTest {
  protected:
    template <class T>
    void add(Hdf5File& file, const std::string& name, NumberType type, const Hdf5Dims& dims,
             const std::vector<T>& values, const Hdf5Dims& chunk = {}) const {
        file.create_dataset({name, type, dims, chunk});
        file.write_all<T>(name, std::span<const T>(values));
    }

    /// float /images (20, 3, 4, 5), uint8 /bytes (2, 2, 2), int32 /labels (3).
    std::filesystem::path hdf5_example() const {
        const std::filesystem::path path = folder_ / "a.h5";
        Hdf5File file = Hdf5File::create(path);
        add<float>(file, "/images", NumberType::float32, {20, 3, 4, 5}, ramp<float>(1200), {7, 3, 4, 5});
        add<std::uint8_t>(file, "/group/bytes", NumberType::uint8, {2, 2, 2}, {0, 255, 1, 2, 3, 4, 5, 6});
        add<std::int32_t>(file, "/labels", NumberType::int32, {3}, {1, 2, 3});
        file.close();
        return path;
    }

    template <class T>
    static std::vector<T> ramp(std::size_t count) {
        std::vector<T> values(count);
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = static_cast<T>(0.25 * static_cast<double>(i) - 100.0);
        }
        return values;
    }

    template <class T>
    static Bytes little(const std::vector<T>& values) {
        using Word = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
        Bytes bytes;
        for (const T value : values) {
            append_little(bytes, std::bit_cast<Word>(value), sizeof(T));
        }
        return bytes;
    }

    static std::unique_ptr<ImageSource> open_hdf5(const std::filesystem::path& path, const std::string& dataset) {
        SourceRequest request;
        request.path = path;
        request.dataset = dataset;
        return open_image_source(request);
    }

    std::string npy_message(const std::string& dictionary, const Bytes& values) const {
        return message_of([&] { read_array(write("a.npy", npy_file(dictionary, values)), ""); });
    }
};

using Npy = ArrayFile;
using Hdf5Array = ArrayFile;

TEST_F(Npy, FloatsOfBothVersionsAreUnscaled) {
    const std::vector<double> numbers = ramp<double>(24);
    const auto doubles = write("d.npy", npy_file(npy_dictionary("<f8", "(2, 3, 4)"), little(numbers)));
    const auto floats = write("f.npy", npy_file(npy_dictionary("<f4", "(2, 3, 4)"), little(ramp<float>(24)), 2));
    for (const auto& path : {doubles, floats}) {
        const ArrayData array = read_array(path, "");
        EXPECT_EQ(array.extent, (std::vector<std::int64_t>{2, 3, 4}));
        EXPECT_EQ(array.value, numbers);
        EXPECT_EQ(open_as(SourceKind::automatic, path)->shape(), (ImageShape{1, 3, 4}));
    }
}

TEST_F(Npy, RanksTwoAndFourAreImages) {
    const auto one = open_as(SourceKind::npy, write("2", npy_file(npy_dictionary("|u1", "(3, 4)"), varied_bytes(12))));
    EXPECT_EQ(one->size(), 1);
    EXPECT_EQ(one->shape(), (ImageShape{1, 3, 4}));
    EXPECT_EQ(read_all(*one)[1], 7 / 255.0);
    const auto many =
        open_as(SourceKind::npy, write("4", npy_file(npy_dictionary("|u1", "(80, 2, 3, 4)"), varied_bytes(1920))));
    EXPECT_EQ(many->size(), 80);
    EXPECT_EQ(many->shape(), (ImageShape{2, 3, 4}));
    expect_blocks_equal_whole(*many);
}

TEST_F(Npy, LongArraysAreReadAcrossInternalBlocks) {
    const std::vector<float> numbers = ramp<float>(600000);  // 2.4 MB, more than two blocks
    const ArrayData array =
        read_array(write("a.npy", npy_file(npy_dictionary("<f4", "(600000,)"), little(numbers))), "");
    EXPECT_TRUE(std::equal(numbers.begin(), numbers.end(), array.value.begin(), array.value.end()));
}

TEST_F(Npy, FortranOrderIsRefusedWithAdvice) {
    expect_parts(npy_message(npy_dictionary("<f8", "(2, 3)", "True"), little(ramp<double>(6))),
                 {"a.npy", "Fortran order", "ascontiguousarray"});
}

TEST_F(Npy, OtherTypesAreRefusedWithTheConversion) {
    expect_parts(npy_message(npy_dictionary(">f8", "(2, 3)"), varied_bytes(48)), {">f8", "astype('<f4')"});
    expect_parts(npy_message(npy_dictionary("<i8", "(2, 3)"), varied_bytes(48)), {"<i8", "'|u1'"});
}

TEST_F(Npy, LengthMustAgreeWithTheHeader) {
    expect_parts(npy_message(npy_dictionary("<f8", "(2, 3)"), varied_bytes(40)), {"8 bytes are missing"});
    expect_parts(npy_message(npy_dictionary("<f8", "(2, 3)"), varied_bytes(49)), {"1 bytes too many"});
    expect_parts(npy_message(npy_dictionary("<f8", "(4294967296, 4294967296)"), {}), {"no file holds as many values"});
}

TEST_F(Npy, MalformedHeadersAreRefused) {
    const Bytes values = varied_bytes(6);
    for (const std::string dictionary :
         {"", "{", "{}", "{'descr': '|u1', 'fortran_order': False}",
          "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), 'more': 1}",
          "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2, 3)}",
          "{'descr': '|u1', 'fortran_order': 0, 'shape': (2, 3)}",
          "{'descr': '|u1', 'fortran_order': False, 'shape': (2, -3)}",
          "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3.0)}",
          "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 99999999999999999999)}",
          "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3)} x",
          "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3)}", "{'descr': '|u1"}) {
        expect_parts(npy_message(dictionary, values), {"NPY header"});
    }
    EXPECT_EQ(read_array(write("ok.npy", npy_file("{\"shape\":(2,3),'fortran_order':False,'descr':'|u1'}", values)), "")
                  .extent,
              (std::vector<std::int64_t>{2, 3}));
}

TEST_F(Npy, WrongMagicAndVersionAreRefused) {
    expect_parts(message_of([&] { open_as(SourceKind::npy, write("a.npy", varied_bytes(64))); }), {"no NPY file"});
    expect_parts(message_of([&] {
                     open_as(SourceKind::npy, write("b.npy", npy_file(npy_dictionary("|u1", "(1, 1)"), {1}, 3)));
                 }),
                 {"version 3.0"});
    expect_parts(message_of([&] { open_as(SourceKind::npy, write("c.npy", {0x93, 'N', 'U', 'M', 'P', 'Y', 1})); }),
                 {"the NPY header"});
    Bytes huge{0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 0xFF, 0xFF, 0xFF, 0xFF};
    expect_parts(message_of([&] { open_as(SourceKind::npy, write("d.npy", huge)); }), {"4294967295 bytes"});
}

TEST_F(Npy, DatasetNameIsRefused) {
    const auto path = write("a.npy", npy_file(npy_dictionary("|u1", "(1, 1)"), {1}));
    expect_parts(message_of([&] { read_array(path, "u"); }), {"'u'", "one array"});
    expect_parts(message_of([&] { open_hdf5(path, "u"); }), {"'u'", "only HDF5"});
}

TEST_F(Hdf5Array, ImagesAreReadByBlock) {
    const auto source = open_hdf5(hdf5_example(), "images");
    EXPECT_EQ(source->size(), 20);
    EXPECT_EQ(source->shape(), (ImageShape{3, 4, 5}));
    EXPECT_EQ(read_all(*source), ramp<double>(1200));
    expect_blocks_equal_whole(*source);
}

TEST_F(Hdf5Array, BytesGiveTheirValueOver255) {
    EXPECT_EQ(read_all(*open_hdf5(hdf5_example(), "group/bytes"))[1], 1.0);
    EXPECT_EQ(read_array(hdf5_example(), "/group/bytes").value[7], 6 / 255.0);
}

TEST_F(Hdf5Array, MissingDatasetListsThoseThatExist) {
    testing::internal::CaptureStderr();
    expect_parts(message_of([&] { open_hdf5(hdf5_example(), "picture"); }),
                 {"picture", "images", "group/bytes", "labels"});
    expect_parts(message_of([&] { open_hdf5(hdf5_example(), ""); }), {"a.h5", "images", "group/bytes", "labels"});
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");  // HDF5 would print its error stack
}

TEST_F(Hdf5Array, OnlyDatasetNeedsNoName) {
    const auto path = folder_ / "one.h5";
    Hdf5File file = Hdf5File::create(path);
    add<double>(file, "/u", NumberType::float64, {2, 3}, ramp<double>(6));
    file.close();
    EXPECT_EQ(open_as(SourceKind::automatic, path)->shape(), (ImageShape{1, 2, 3}));
    EXPECT_EQ(read_array(path, "").value, ramp<double>(6));
}

TEST_F(Hdf5Array, WindowsOfPlanesAreThoseOfTheArrayAndOfItsNpyTwin) {
    const std::vector<double> numbers = ramp<double>(2 * 3 * 5 * 7);
    const auto hdf5 = folder_ / "planes.h5";
    Hdf5File file = Hdf5File::create(hdf5);
    add<double>(file, "/v", NumberType::float64, {2, 3, 5, 7}, numbers);
    add<double>(file, "/line", NumberType::float64, {6}, ramp<double>(6));
    file.close();
    const auto npy = write("planes.npy", npy_file(npy_dictionary("<f8", "(2, 3, 5, 7)"), little(numbers)));
    const PlaneSource twins[] = {open_planes(hdf5, "v"), open_planes(npy, "")};
    for (const PlaneSource& planes : twins) {
        EXPECT_EQ(planes.extent, (std::vector<std::int64_t>{2, 3, 5, 7}));
        for (std::int64_t plane = 0; plane < 6; ++plane) {
            for (const Window window :
                 {Window{0, 5, 0, 7}, Window{1, 3, 0, 7}, Window{4, 5, 6, 7}, Window{0, 5, 2, 4}}) {
                std::vector<double> found(window.grid().cells());
                planes.read(plane, window, found);
                std::vector<double> expected;
                for (int y = window.y0; y < window.y1; ++y) {
                    const double* const row = numbers.data() + (plane * 5 + y) * 7;
                    expected.insert(expected.end(), row + window.x0, row + window.x1);
                }
                EXPECT_EQ(found, expected);
            }
        }
    }
    expect_parts(message_of([&] { open_planes(hdf5, "line"); }), {"(6)", "last two axes"});
    expect_parts(message_of([&] { open_planes(npy, "v"); }), {"'v'", "one array"});
}

TEST_F(Hdf5Array, OtherTypesRanksAndGroupsAreRefused) {
    expect_parts(message_of([&] { open_hdf5(hdf5_example(), "labels"); }), {"labels", "int32", "float32"});
    message_of([&] { open_hdf5(hdf5_example(), "group"); });
    const auto path = folder_ / "rank.h5";
    Hdf5File file = Hdf5File::create(path);
    add<double>(file, "/u", NumberType::float64, {6}, ramp<double>(6));
    add<double>(file, "/v", NumberType::float64, {1, 1, 1, 2, 3}, ramp<double>(6));
    file.close();
    expect_parts(message_of([&] { open_hdf5(path, "u"); }), {"(6)", "(N, C, Y, X)"});
    EXPECT_EQ(read_array(path, "u").extent, (std::vector<std::int64_t>{6}));
    expect_parts(message_of([&] { read_array(path, "v"); }), {"(1, 1, 1, 2, 3)", "rank 1 to 4"});
}

TEST_F(Hdf5Array, NotFiniteAndHugeArraysAreRefused) {
    const auto path = folder_ / "a.h5";
    Hdf5File file = Hdf5File::create(path);
    add<double>(file, "/nan", NumberType::float64, {2, 1, 1}, {0.0, std::numeric_limits<double>::quiet_NaN()});
    file.close();
    expect_parts(message_of([&] { read_array(path, "nan"); }), {"not finite"});
    const auto source = open_hdf5(path, "nan");
    std::vector<double> one(1);
    source->read(0, 1, one);
    expect_parts(message_of([&] { source->read(1, 1, one); }), {"image 1", "not finite"});
}

TEST_F(Hdf5Array, TruncatedFileIsRefused) {
    const auto path = hdf5_example();
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
    expect_parts(message_of([&] { open_hdf5(path, "images"); }), {path.string()});
    expect_parts(message_of([&] { read_array(write("text", varied_bytes(50)), ""); }), {"neither NPY nor HDF5"});
    expect_parts(message_of([&] { read_array(folder_ / "absent.npy", ""); }), {"absent.npy", "does not exist"});
}

}  // namespace
}  // namespace ebru::test
