// Full disks, unwritable folders, existing files.
#include <cstdlib>

#include "chain_test_files.hpp"
#include "file_size_limit.hpp"
#include "io/partial_file.hpp"
#include "io/snapshot_chain_reader.hpp"

namespace ebru::test {
namespace {

class ChainRefusal : public FileTest {
  protected:
    [[nodiscard]] std::filesystem::path path() const { return folder_ / "chain.h5"; }

    static std::string create_message(const std::filesystem::path& path, const ChainLayout& layout) {
        return message_of(
            [&] { SnapshotChainWriter::create(path, synthetic::header(), layout, ExistingFile::refuse); });
    }

    /// A layout of a little more than `bytes` bytes.
    static ChainLayout layout_of_bytes(std::uint64_t bytes) {
        ChainLayout layout{1, {1, 512, 512}, StoredFormat::single_precision, 0, {}, 1, 0};  // 2 MiB a sample
        layout.samples = static_cast<std::int64_t>(bytes >> 21U) + 1;
        return layout;
    }
};

TEST_F(ChainRefusal, MoreThanTheDiskHoldsIsRefusedBeforeAnythingIsWritten) {
    const std::uint64_t available = free_bytes(folder_);
    const ChainLayout layout = layout_of_bytes(available + available / 2);
    expect_parts(create_message(path(), layout),
                 {"no room for", path().string(), "it needs", "free", "half precision"});
    EXPECT_TRUE(names_in(folder_).empty());
}

TEST_F(ChainRefusal, AFailureWhileMakingTheFileLeavesNothing) {
    const FileSizeLimit limit(1U << 20U);
    expect_parts(create_message(path(), layout_of_bytes(8U << 20U)),
                 {"cannot write", "chain.h5.partial", "File too large"});
    EXPECT_TRUE(names_in(folder_).empty());
}

TEST_F(ChainRefusal, AFailureWhileWritingNamesItsCauseAndCanBeResumed) {
    const ChainHeader header = synthetic::header();
    const ChainLayout layout = synthetic::layout();
    {
        auto writer = SnapshotChainWriter::create(path(), header, layout, ExistingFile::refuse);
        synthetic::write_until(writer, header, layout, 7, 21);
        const FileSizeLimit limit(64U << 10U);
        expect_parts(message_of([&] { synthetic::write_until(writer, header, layout, 7, 130); }),
                     {"cannot write", "chain.h5.partial", "File too large", "ulimit"});
    }
    EXPECT_FALSE(std::filesystem::exists(path()));
    auto writer = SnapshotChainWriter::resume(path(), header, layout);
    EXPECT_GE(writer.complete(), 21);
    synthetic::write_until(writer, header, layout, 64, 130);
    writer.finish();
    synthetic::write_chain(folder_ / "straight.h5", layout, 64);
    EXPECT_EQ(file_bytes(path()), file_bytes(folder_ / "straight.h5"));
}

TEST_F(ChainRefusal, AnUnwritableFolderIsNamed) {
    put_bytes(folder_ / "file", "");
    const ChainLayout layout = synthetic::layout();
    expect_parts(create_message(folder_ / "file" / "chain.h5", layout), {"file/chain.h5", "not a folder"});
    expect_parts(create_message(folder_ / "absent" / "chain.h5", layout),
                 {"absent is not a folder", "make the folder"});
    expect_parts(create_message("/proc/chain.h5", layout), {"/proc/chain.h5"});
}

TEST_F(ChainRefusal, AnExistingChainIsReplacedOnlyWhenAsked) {
    const ChainLayout layout = synthetic::layout();
    synthetic::write_chain(path(), layout, 64);
    const std::string before = file_bytes(path());
    expect_parts(create_message(path(), layout), {"chain.h5 exists", "--overwrite"});
    ChainLayout other = layout;
    other.pairs_per_sample = 1;
    {
        auto writer = SnapshotChainWriter::create(path(), synthetic::header(), other, ExistingFile::replace);
        synthetic::write_until(writer, synthetic::header(), other, 64, 130);
        EXPECT_EQ(file_bytes(path()), before);  // until the new one is complete
        writer.finish();
    }
    EXPECT_EQ(SnapshotChainReader(path()).layout(), other);
}

TEST_F(ChainRefusal, AnUnfinishedChainIsDiscardedOnlyWhenAskedAndNotInUse) {
    const ChainLayout layout = synthetic::layout();
    {
        const auto writer = SnapshotChainWriter::create(path(), synthetic::header(), layout, ExistingFile::refuse);
        expect_parts(create_message(path(), layout), {"chain.h5.partial exists", "--resume", "--overwrite"});
        expect_parts(message_of([&] {
                         SnapshotChainWriter::create(path(), synthetic::header(), layout, ExistingFile::replace);
                     }),
                     {"in use", "another ebru"});
        expect_parts(message_of([&] { SnapshotChainWriter::resume(path(), synthetic::header(), layout); }), {"in use"});
    }
    EXPECT_NO_THROW(SnapshotChainWriter::create(path(), synthetic::header(), layout, ExistingFile::replace));
}

// A small tmpfs, given by whoever runs the tests: mount -t tmpfs -o size=4m none FOLDER
TEST_F(ChainRefusal, ASmallFileSystemThatFillsUpIsTold) {
    const char* const small = std::getenv("EBRU_TEST_SMALL_FS");
    if (small == nullptr) {
        GTEST_SKIP() << "EBRU_TEST_SMALL_FS names no folder";
    }
    const std::filesystem::path file = std::filesystem::path(small) / "chain.h5";
    const std::uint64_t available = free_bytes(small);
    expect_parts(create_message(file, layout_of_bytes(available)), {"no room for", "free"});
    EXPECT_TRUE(std::filesystem::is_empty(small));
    const ChainLayout layout = synthetic::layout();
    auto writer = SnapshotChainWriter::create(file, synthetic::header(), layout, ExistingFile::refuse);
    {
        RawFile filler(std::filesystem::path(small) / "filler", RawAccess::created);
        filler.allocate(free_bytes(small));
    }
    EXPECT_EQ(free_bytes(small), 0U);
    synthetic::write_until(writer, synthetic::header(), layout, 130, 130);  // its room was taken when it was made
    EXPECT_EQ(writer.complete(), 130);
    std::filesystem::remove(std::filesystem::path(small) / "filler");
    writer.finish();
    std::filesystem::remove(file);
}

}  // namespace
}  // namespace ebru::test
