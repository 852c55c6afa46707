#include "ml/train/archive_file.hpp"

#include <gtest/gtest.h>
#include <torch/serialize/input-archive.h>
#include <torch/serialize/output-archive.h>

#include <fstream>
#include <sstream>

#include "tests/ml/train/toy_training.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

void write_example(const std::filesystem::path& path) {
    write_archive(path, ArchiveKind::weights, [](torch::serialize::OutputArchive& archive) {
        archive.write("text", c10::IValue(std::string("a\n\"b\" = 1\n")));
        archive.write("numbers", at::arange(100));
    });
}

std::string bytes_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

std::string refusal_of(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    return user_error_text([&] { read_archive(path, [](torch::serialize::InputArchive&) {}); });
}

TEST(ArchiveFile, WhatIsWrittenIsRead) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "weights.pt";
    write_example(path);
    std::string text;
    at::Tensor numbers;
    read_archive(path, [&](torch::serialize::InputArchive& archive) {
        c10::IValue value;
        archive.read("text", value);
        text = value.toStringRef();
        archive.read("numbers", numbers);
    });
    EXPECT_EQ(text, "a\n\"b\" = 1\n");
    EXPECT_TRUE(at::equal(numbers, at::arange(100)));
    EXPECT_EQ(archive_kind(path), ArchiveKind::weights);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / ".weights.pt.tmp"));
}

TEST(ArchiveFile, LibTorchAloneReadsItToo) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "weights.pt";
    write_example(path);
    torch::serialize::InputArchive archive;
    archive.load_from(path.string());
    at::Tensor numbers;
    archive.read("numbers", numbers);
    EXPECT_TRUE(at::equal(numbers, at::arange(100)));
}

TEST(ArchiveFile, EveryTruncationIsRefused) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "weights.pt";
    write_example(path);
    const std::string whole = bytes_of(path);
    for (std::size_t length = 0; length < whole.size(); length += 37) {
        EXPECT_TRUE(contains(refusal_of(path, whole.substr(0, length)), {"weights.pt (", ")"})) << length;
    }
    EXPECT_TRUE(contains(refusal_of(path, whole.substr(0, whole.size() - 1)), {"truncated"}));
    EXPECT_EQ(refusal_of(path, whole), "no UserError");
}

TEST(ArchiveFile, MissingMiddleAndSurplusAreRefused) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "weights.pt";
    write_example(path);
    const std::string whole = bytes_of(path);
    EXPECT_TRUE(contains(refusal_of(path, whole.substr(0, 100) + whole.substr(101)), {"bytes of"}));
    EXPECT_TRUE(contains(refusal_of(path, whole.substr(0, 100) + "x" + whole.substr(100)), {"bytes of"}));
}

TEST(ArchiveFile, OneWrongByteIsRefused) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "weights.pt";
    write_example(path);
    std::string damaged = bytes_of(path);
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
    EXPECT_TRUE(contains(refusal_of(path, damaged), {"checksum", "damaged"}));
}

TEST(ArchiveFile, OtherFilesAndOtherFormatsAreRefused) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "weights.pt";
    EXPECT_TRUE(contains(user_error_text([&] { archive_kind(path); }), {"weights.pt"}));
    EXPECT_TRUE(contains(refusal_of(path, std::string(1000, 'x')), {"no archive of ebru train"}));
    write_example(path);
    std::string other = bytes_of(path);
    const std::size_t place = other.rfind("format 1");
    ASSERT_NE(place, std::string::npos);
    other[place + 7] = '7';
    EXPECT_TRUE(contains(refusal_of(path, other), {"format is 7", "reads 1"}));
}

}  // namespace
}  // namespace ebru
