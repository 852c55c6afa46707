#include "io/hdf5_file.hpp"

#include <numeric>

#include "chain_test_files.hpp"

namespace ebru::test {
namespace {

using Hdf5 = FileTest;

void write_sample_file(const std::filesystem::path& path) {
    Hdf5File file = Hdf5File::create(path);
    file.create_dataset({"/group/cube", NumberType::float32, {4, 2, 3}, {1, 2, 3}});
    file.create_dataset({"/group/list", NumberType::int32, {5}, {}});
    file.create_dataset({"/none", NumberType::float64, {0, 7}, {}});
    std::vector<float> cube(24);
    std::iota(cube.begin(), cube.end(), 0.5F);
    file.write_all<float>("/group/cube", cube);
    file.write_all<std::int32_t>("/group/list", std::vector<std::int32_t>{5, 4, 3, 2, 1});
    file.write_attribute("/", "word", "çınar");
    file.write_attribute("/", "long", std::string(200000, 'x'));
    file.write_attribute("/", "seed", std::uint64_t{0xffffffffffffffffU});
    file.write_attribute("/group/cube", "units", "cells per step");
    file.close();
}

TEST_F(Hdf5, WhatIsWrittenIsRead) {
    write_sample_file(folder_ / "a.h5");
    const Hdf5File file = Hdf5File::open(folder_ / "a.h5");
    const Hdf5Dataset cube = file.dataset("/group/cube");
    EXPECT_EQ(cube.type(), NumberType::float32);
    EXPECT_EQ(cube.dims(), (Hdf5Dims{4, 2, 3}));
    std::vector<double> block(4);
    cube.read<double>({1, 0, 1}, {2, 1, 2}, block);
    EXPECT_EQ(block, (std::vector<double>{7.5, 8.5, 13.5, 14.5}));
    EXPECT_EQ(file.dataset("group/list").read_all<std::int64_t>(), (std::vector<std::int64_t>{5, 4, 3, 2, 1}));
    EXPECT_TRUE(file.dataset("/none").read_all<double>().empty());
    EXPECT_EQ(file.text_attribute("word"), "çınar");
    EXPECT_EQ(file.text_attribute("long"), std::string(200000, 'x'));
    EXPECT_EQ(file.number_attribute<std::uint64_t>("seed"), 0xffffffffffffffffU);
    EXPECT_EQ(cube.text_attribute("units"), "cells per step");
    EXPECT_FALSE(file.has_attribute("absent"));
}

TEST_F(Hdf5, EqualContentsAreEqualBytes) {
    write_sample_file(folder_ / "a.h5");
    write_sample_file(folder_ / "b.h5");
    EXPECT_EQ(file_bytes(folder_ / "a.h5"), file_bytes(folder_ / "b.h5"));
}

TEST_F(Hdf5, BytesOfADatasetLieInOneRunWhereItSays) {
    write_sample_file(folder_ / "a.h5");
    const std::uint64_t offset = Hdf5File::open(folder_ / "a.h5").dataset("/group/cube").file_offset();
    const std::string bytes = file_bytes(folder_ / "a.h5");
    for (std::size_t i = 0; i < 24; ++i) {
        float number = 0.0F;
        std::memcpy(&number, bytes.data() + offset + i * sizeof(float), sizeof(float));
        EXPECT_EQ(number, 0.5F + static_cast<float>(i));
    }
}

TEST_F(Hdf5, MissingDatasetListsThoseThereAre) {
    write_sample_file(folder_ / "a.h5");
    const Hdf5File file = Hdf5File::open(folder_ / "a.h5");
    expect_parts(message_of([&] { (void)file.dataset("/group/sphere"); }),
                 {"/group/sphere", "a.h5", "group/cube", "group/list", "none"});
    expect_parts(message_of([&] { (void)file.dataset("/group"); }), {"'/group'"});
    expect_parts(message_of([&] { (void)file.text_attribute("absent"); }), {"'absent'"});
    expect_parts(message_of([&] { (void)file.text_attribute("seed"); }), {"'seed'", "not one text"});
}

TEST_F(Hdf5, EachKindOfBadFileIsOneMessage) {
    put_bytes(folder_ / "text.h5", "not HDF5 at all\n");
    put_bytes(folder_ / "empty.h5", "");
    write_sample_file(folder_ / "cut.h5");
    std::filesystem::resize_file(folder_ / "cut.h5", 4000);
    expect_parts(message_of([&] { Hdf5File::open(folder_ / "text.h5"); }), {"text.h5", "signature"});
    expect_parts(message_of([&] { Hdf5File::open(folder_ / "empty.h5"); }), {"empty.h5", "HDF5"});
    expect_parts(message_of([&] { Hdf5File::open(folder_ / "cut.h5"); }), {"cut.h5", "truncated"});
    expect_parts(message_of([&] { Hdf5File::open(folder_ / "absent.h5"); }), {"absent.h5", "no such file"});
    expect_parts(message_of([&] { Hdf5File::open(folder_); }), {folder_.string(), "no such file"});
    expect_parts(message_of([&] { Hdf5File::create(folder_ / "text.h5" / "a.h5"); }), {"cannot create", "a.h5"});
}

TEST(Hdf5Dims, ProductsThatOverflowAreTold) {
    EXPECT_TRUE(number_of_values_fits({std::uint64_t{1} << 32U, (std::uint64_t{1} << 32U) - 1}));
    EXPECT_FALSE(number_of_values_fits({std::uint64_t{1} << 32U, std::uint64_t{1} << 32U}));
    EXPECT_TRUE(number_of_values_fits({std::uint64_t{1} << 63U, 0, std::uint64_t{1} << 63U}));
    EXPECT_THROW(number_of_values({std::uint64_t{1} << 32U, std::uint64_t{1} << 32U}), ContractError);
}

}  // namespace
}  // namespace ebru::test
