#include "io/checkpoint_journal.hpp"

#include "chain_test_files.hpp"

namespace ebru::test {
namespace {

const JournalKind chains{"chain", "samples"};

class CheckpointJournalTest : public FileTest {
  protected:
    /// A journal with lines 0, 5, 9 and what follows; returns its message when refused, or what it trusts.
    std::string trusted(const std::string& tail) {
        std::filesystem::remove(path());
        {
            CheckpointJournal journal = CheckpointJournal::start(path(), chains);
            journal.record(5);
            journal.record(9);
        }
        put_bytes(path(), file_bytes(path()) + tail);
        try {
            const std::int64_t looked = CheckpointJournal::recorded_in(path(), chains, 12);
            const std::int64_t resumed = CheckpointJournal::resume(path(), chains, 12).recorded();
            EXPECT_EQ(looked, resumed);
            return std::to_string(resumed);
        } catch (const UserError& error) {
            return error.what();
        }
    }

    [[nodiscard]] std::filesystem::path path() const { return folder_ / "chain.h5.partial.journal"; }

    /// The line that a journal writes for `samples`.
    std::string line(std::int64_t samples) {
        const std::filesystem::path other = folder_ / "other";
        CheckpointJournal::start(other, chains).record(samples);
        const std::string text = file_bytes(other);
        return text.substr(text.rfind("samples"));
    }
};

TEST_F(CheckpointJournalTest, TrustsTheLastLine) {
    EXPECT_EQ(trusted(""), "9");
}

TEST_F(CheckpointJournalTest, ContinuesWhereItStopped) {
    EXPECT_EQ(trusted(""), "9");
    CheckpointJournal::resume(path(), chains, 12).record(12);
    EXPECT_EQ(CheckpointJournal::recorded_in(path(), chains, 12), 12);
}

TEST_F(CheckpointJournalTest, ATornLastLineIsDroppedAtEveryLength) {
    const std::string next = line(11);
    for (std::size_t kept = 0; kept < next.size(); ++kept) {
        EXPECT_EQ(trusted(next.substr(0, kept)), "9") << next.substr(0, kept);
        CheckpointJournal::resume(path(), chains, 12).record(12);  // over the torn line, not behind it
        EXPECT_EQ(CheckpointJournal::recorded_in(path(), chains, 12), 12);
    }
    EXPECT_EQ(trusted(next), "11");
    EXPECT_EQ(trusted(std::string(40, '\0')), "9");
}

TEST_F(CheckpointJournalTest, DamageBeforeTheLastLineIsRefused) {
    std::string wrong = line(10);
    wrong[8] = '2';
    expect_parts(trusted(wrong + line(11)), {"damaged", "line 5", "checksum", path().string()});
    expect_parts(trusted(line(7)), {"damaged", "line 5 says 7 samples, after 9 of 12"});
    expect_parts(trusted(line(13)), {"damaged", "13 samples", "of 12"});
}

TEST_F(CheckpointJournalTest, WhatIsNoJournalIsRefused) {
    put_bytes(path(), "");
    expect_parts(message_of([&] { CheckpointJournal::resume(path(), chains, 12); }), {"damaged", "does not begin"});
    for (const char* const torn : {"", "samples 0 crc"}) {
        put_bytes(path(), std::string("ebru chain journal 1\n") + torn);
        expect_parts(message_of([&] { CheckpointJournal::resume(path(), chains, 12); }), {"damaged", "no intact line"});
    }
    put_bytes(path(), "ebru trajectory journal 1\n");
    expect_parts(message_of([&] { CheckpointJournal::resume(path(), chains, 12); }), {"damaged", "does not begin"});
    std::filesystem::remove(path());
    expect_parts(message_of([&] { CheckpointJournal::resume(path(), chains, 12); }), {"no journal", path().string()});
}

TEST_F(CheckpointJournalTest, TwoWritersAreRefused) {
    const CheckpointJournal journal = CheckpointJournal::start(path(), chains);
    expect_parts(message_of([&] { CheckpointJournal::resume(path(), chains, 12); }), {"in use", "another ebru"});
    expect_parts(message_of([&] { CheckpointJournal::start(path(), chains); }), {"in use", "another ebru"});
    EXPECT_EQ(CheckpointJournal::recorded_in(path(), chains, 12), 0);  // looking is allowed
}

}  // namespace
}  // namespace ebru::test
