#include "io/image_labels.hpp"

#include "io/mapped_file.hpp"
#include "reader_test_files.hpp"

namespace ebru::test {
namespace {

using Labels = FileTest;

SourceRequest request(const std::filesystem::path& path) {
    SourceRequest wanted;
    wanted.path = path;
    return wanted;
}

TEST_F(Labels, IdxLabelsLieBesideTheImages) {
    const auto images = write("train-images-idx3-ubyte", idx_file(0x08, {4, 2, 2}, varied_bytes(16)));
    EXPECT_FALSE(find_labels(request(images)).has_value());
    write("train-labels-idx1-ubyte", idx_file(0x08, {4}, {7, 0, 255, 3}));
    const auto labels = find_labels(request(images));
    ASSERT_TRUE(labels.has_value());
    EXPECT_EQ(labels->number, (std::vector<std::int64_t>{7, 0, 255, 3}));
    EXPECT_EQ(labels->classes, 256);
    EXPECT_EQ(find_labels(request(folder_))->number, labels->number);
}

TEST_F(Labels, PackedImagesAndPlainLabelsMayMeet) {
    const auto images = write("t10k-images-idx3-ubyte.gz", gzipped(idx_file(0x08, {2, 2, 2}, varied_bytes(8))));
    write("t10k-labels-idx1-ubyte", idx_file(0x08, {2}, {1, 0}));
    EXPECT_EQ(find_labels(request(images))->number, (std::vector<std::int64_t>{1, 0}));
    write("t10k-labels-idx1-ubyte.gz", gzipped(idx_file(0x08, {2}, {4, 5})));
    EXPECT_EQ(find_labels(request(images))->number, (std::vector<std::int64_t>{4, 5}));
}

TEST_F(Labels, AnImageFileIsNoLabelFile) {
    const auto images = write("a", idx_file(0x08, {2, 2, 2}, varied_bytes(8)));
    EXPECT_THROW(read_idx_labels(images), UserError);
    const auto cut = write("b", [] {
        Bytes bytes = idx_file(0x08, {9}, varied_bytes(9));
        bytes.resize(bytes.size() - 2);
        return bytes;
    }());
    EXPECT_THROW(read_idx_labels(cut), UserError);
}

TEST_F(Labels, CifarLabelsAreThoseOfItsRecordsTheFineOnesOfTheHundred) {
    const auto records = [](const std::vector<Bytes>& labels) {
        Bytes bytes;
        for (const Bytes& label : labels) {
            append(bytes, label);
            append(bytes, varied_bytes(3072));
        }
        return bytes;
    };
    write("ten/data_batch_2.bin", records({{9}}));
    write("ten/data_batch_1.bin", records({{1}, {2}}));
    const auto ten = find_labels(request(folder_ / "ten"));
    EXPECT_EQ(ten->number, (std::vector<std::int64_t>{1, 2, 9}));
    EXPECT_EQ(ten->classes, 10);
    const auto hundred = find_labels(request(write("hundred.bin", records({{3, 77}, {19, 4}}))));
    EXPECT_EQ(hundred->number, (std::vector<std::int64_t>{77, 4}));
    EXPECT_EQ(hundred->classes, 100);
}

TEST_F(Labels, ArraysHaveNone) {
    EXPECT_FALSE(find_labels(request(write("a.png", varied_bytes(9)))).has_value());
}

using Mapped = FileTest;

TEST_F(Mapped, BytesAreThoseOfTheFile) {
    const Bytes content = varied_bytes(10000);
    const auto path = write("a", content);
    const MappedFile first(path);
    ASSERT_EQ(first.size(), content.size());
    const auto part = first.bytes(4321, 100);
    for (std::size_t i = 0; i < part.size(); ++i) {
        EXPECT_EQ(static_cast<unsigned char>(part[i]), content[4321 + i]);
    }
    EXPECT_THROW(static_cast<void>(first.bytes(9999, 2)), ContractError);
    EXPECT_THROW(MappedFile(folder_ / "absent"), UserError);
}

}  // namespace
}  // namespace ebru::test
