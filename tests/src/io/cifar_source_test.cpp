#include "reader_test_files.hpp"

namespace ebru::test {
namespace {

using Cifar = FileTest;

Bytes records(int count, const Bytes& labels, int salt = 0) {
    Bytes bytes;
    for (int image = 0; image < count; ++image) {
        append(bytes, labels);
        for (int i = 0; i < 3072; ++i) {
            bytes.push_back(static_cast<unsigned char>((i * 5 + image * 31 + salt) % 256));
        }
    }
    return bytes;
}

TEST_F(Cifar, LabelsAreDroppedAndChannelsKept) {
    const auto ten = open_as(SourceKind::automatic, write("ten.bin", records(3, {9})));
    const auto hundred = open_as(SourceKind::automatic, write("hundred.bin", records(3, {19, 99})));
    EXPECT_EQ(ten->size(), 3);
    EXPECT_EQ(ten->shape(), (ImageShape{3, 32, 32}));
    const std::vector<double> values = read_all(*ten);
    EXPECT_EQ(values, read_all(*hundred));
    EXPECT_EQ(values[0], 0.0);
    EXPECT_EQ(values[1], 5 / 255.0);
    EXPECT_EQ(values[3072 + 1024], ((1024 * 5 + 31) % 256) / 255.0);  // image 1, channel 1
}

TEST_F(Cifar, FolderIsReadInSortedOrderAcrossFiles) {
    write("set/data_batch_2.bin", records(70, {1}, 100));
    write("set/data_batch_1.bin", records(30, {1}, 50));
    write("set/test_batch.bin", records(5, {1}));
    const auto source = open_as(SourceKind::automatic, folder_ / "set");
    EXPECT_EQ(source->size(), 100);
    const std::vector<double> values = read_all(*source);
    EXPECT_EQ(values[0], 50 / 255.0);
    EXPECT_EQ(values[30 * 3072], 100 / 255.0);
    expect_blocks_equal_whole(*source);
}

TEST_F(Cifar, HundredFolderIsItsTrainFile) {
    write("set/train.bin", records(4, {1, 2}));
    write("set/test.bin", records(2, {1, 2}));
    EXPECT_EQ(open_as(SourceKind::automatic, folder_ / "set")->size(), 4);
}

TEST_F(Cifar, PartOfARecordIsRefused) {
    Bytes cut = records(3, {1});
    cut.pop_back();
    const auto path = write("cut.bin", cut);
    expect_parts(message_of([&] { open_as(SourceKind::cifar10, path); }), {path.string(), "9218 bytes", "3073"});
}

TEST_F(Cifar, LabelOutOfRangeNamesTheImage) {
    Bytes bytes = records(3, {1});
    bytes[2 * 3073] = 10;
    const auto source = open_as(SourceKind::cifar10, write("a.bin", bytes));
    std::vector<double> one(3072);
    source->read(1, 1, one);
    expect_parts(message_of([&] { source->read(2, 1, one); }), {"image 2", "label 10", "0 to 9"});
}

TEST_F(Cifar, FolderWithoutTheSetNamesTheFilesOfOne) {
    std::filesystem::create_directories(folder_ / "none");
    expect_parts(message_of([&] { open_as(SourceKind::cifar10, folder_ / "none"); }), {"data_batch_*.bin"});
    expect_parts(message_of([&] { open_as(SourceKind::cifar100, folder_ / "none"); }), {"train.bin"});
}

}  // namespace
}  // namespace ebru::test
