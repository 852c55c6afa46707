#include "io/raw_file.hpp"

#include "chain_test_files.hpp"
#include "io/atomic_file.hpp"

namespace ebru::test {
namespace {

using RawFileTest = FileTest;
using AtomicFileTest = FileTest;

TEST_F(RawFileTest, BytesLandWhereTheyAreSent) {
    RawFile file(folder_ / "a", RawAccess::created);
    file.write_at(3, "defg");
    file.write_at(0, "abc");
    EXPECT_EQ(file.read_all(), "abcdefg");
    file.truncate(5);
    file.allocate(7);
    EXPECT_EQ(file.read_all(), std::string("abcde\0\0", 7));
}

TEST_F(RawFileTest, FailuresNameFileAndCause) {
    put_bytes(folder_ / "file", "");
    expect_parts(message_of([&] { RawFile(folder_ / "file" / "a", RawAccess::created); }),
                 {"file/a", "Not a directory"});
    expect_parts(message_of([&] { RawFile(folder_ / "absent", RawAccess::existing); }), {"absent", "No such file"});
    expect_parts(message_of([&] { (void)free_bytes(folder_ / "absent"); }), {"absent", "No such file"});
    expect_parts(message_of([&] { rename_file(folder_ / "absent", folder_ / "b"); }), {"absent", "rename"});
}

TEST_F(RawFileTest, RoomThatIsNotThereIsRefusedWithBothFigures) {
    RawFile file(folder_ / "a", RawAccess::created);
    const std::uint64_t too_much = std::uint64_t{1} << 55U;
    expect_parts(message_of([&] { file.allocate(too_much); }), {"36028797018963968 bytes", "free", "/a"});
}

TEST_F(RawFileTest, ALockIsHeldUntilTheFileIsClosed) {
    RawFile first(folder_ / "a", RawAccess::created);
    RawFile second(folder_ / "a", RawAccess::existing);
    EXPECT_TRUE(first.try_lock());
    EXPECT_FALSE(second.try_lock());
    first.close();
    EXPECT_TRUE(second.try_lock());
}

TEST(ReadableBytes, CountsInThousands) {
    EXPECT_EQ(readable_bytes(999), "999 bytes");
    EXPECT_EQ(readable_bytes(1536000), "1.5 MB");
    EXPECT_EQ(readable_bytes(250'000'000'000U), "250.0 GB");
}

TEST_F(AtomicFileTest, TheNameAppearsWithTheWholeContents) {
    for (const Durability durability : {Durability::process_kill, Durability::power_loss}) {
        put_bytes(folder_ / "a.json", "older and longer");
        write_file_atomically(folder_ / "a.json", "new", durability);
        EXPECT_EQ(file_bytes(folder_ / "a.json"), "new");
        EXPECT_EQ(names_in(folder_), (std::vector<std::string>{"a.json"}));
    }
}

TEST_F(AtomicFileTest, AnAbandonedFileLeavesTheOldOneAndNothingElse) {
    put_bytes(folder_ / "a.json", "old");
    {
        const AtomicFile file(folder_ / "a.json", Durability::process_kill);
        put_bytes(file.temporary(), "half of the n");
        EXPECT_EQ(file_bytes(folder_ / "a.json"), "old");
    }
    EXPECT_EQ(file_bytes(folder_ / "a.json"), "old");
    EXPECT_EQ(names_in(folder_), (std::vector<std::string>{"a.json"}));
}

TEST_F(AtomicFileTest, AnUnwritableFolderIsNamed) {
    put_bytes(folder_ / "file", "");
    expect_parts(
        message_of([&] { write_file_atomically(folder_ / "file" / "a.json", "new", Durability::process_kill); }),
        {"a.json", "Not a directory"});
    expect_parts(message_of([&] { write_file_atomically("/proc/a.json", "new", Durability::process_kill); }),
                 {"/proc", "a.json"});
}

}  // namespace
}  // namespace ebru::test
