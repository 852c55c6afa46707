// Interrupted runs: abandoned writers, killed processes, and what cannot be resumed.
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include "chain_test_files.hpp"
#include "io/partial_file.hpp"
#include "io/snapshot_chain_reader.hpp"

namespace ebru::test {
namespace {

class ChainResume : public FileTest {
  protected:
    void SetUp() override {
        FileTest::SetUp();
        synthetic::write_chain(folder_ / "straight.h5", synthetic::layout(), 64);
    }
    [[nodiscard]] std::filesystem::path path() const { return folder_ / "chain.h5"; }

    SnapshotChainWriter begin(std::int64_t samples) {
        auto writer = SnapshotChainWriter::create(path(), header_, layout_, ExistingFile::refuse);
        synthetic::write_until(writer, header_, layout_, 7, samples);
        return writer;
    }

    void expect_equal_to_straight() {
        EXPECT_EQ(file_bytes(path()), file_bytes(folder_ / "straight.h5"));
        EXPECT_EQ(names_in(folder_), (std::vector<std::string>{"chain.h5", "straight.h5"}));
    }

    std::string resume_message() {
        return message_of([&] { SnapshotChainWriter::resume(path(), header_, layout_); });
    }

    ChainHeader header_ = synthetic::header();
    ChainLayout layout_ = synthetic::layout();
};

TEST_F(ChainResume, AnAbandonedWriterIsContinuedToTheSameBytes) {
    begin(49);
    for (const std::int64_t end : {50, 50, 113, 130}) {
        auto writer = SnapshotChainWriter::resume(path(), header_, layout_);
        synthetic::write_until(writer, header_, layout_, 13, end);
    }
    auto writer = SnapshotChainWriter::resume(path(), header_, layout_);
    EXPECT_EQ(writer.complete(), 130);
    writer.finish();
    expect_equal_to_straight();
}

TEST_F(ChainResume, WhatWasNotCheckpointedIsNotTrusted) {
    {
        auto writer = begin(21);
        const synthetic::OwnedBlock<float> owned(header_, layout_, 21, 30);
        writer.write_block(owned.block());
        EXPECT_EQ(writer.complete(), 51);
    }
    EXPECT_EQ(SnapshotChainWriter::resume(path(), header_, layout_).complete(), 21);
}

TEST_F(ChainResume, AnUnfinishedChainIsReadUpToItsCheckpoint) {
    begin(21);
    const std::filesystem::path partial = partial_path(path());
    EXPECT_EQ(file_progress(path()), FileProgress::unfinished);
    const SnapshotChainReader chain(partial, ChainAccess::finished_or_partial);
    EXPECT_FALSE(chain.is_finished());
    EXPECT_EQ(chain.samples_complete(), 21);
    EXPECT_NO_THROW(chain.verify());
    EXPECT_EQ(chain.read_diagnostics().max_speed_lu, synthetic::diagnostics_of(layout_, 0, 21).max_speed_lu);
    expect_parts(describe_chain(chain), {"unfinished: 21 of 130"});
    expect_parts(message_of([&] { SnapshotChainReader{partial}; }), {"not finished", "--resume"});
    expect_parts(message_of([&] { SnapshotChainReader{path()}; }), {"chain.h5.partial", "--resume"});
    std::filesystem::copy_file(partial, path());  // renamed by hand: still not finished
    expect_parts(message_of([&] { SnapshotChainReader{path()}; }), {"not finished"});
}

TEST_F(ChainResume, ADifferentRequestNamesTheFirstDifference) {
    begin(21);
    const auto differing = [&](const auto& change) {
        ChainHeader header = header_;
        ChainLayout layout = layout_;
        change(header, layout);
        return message_of([&] { SnapshotChainWriter::resume(path(), header, layout); });
    };
    using H = ChainHeader;
    using L = ChainLayout;
    expect_parts(differing([](H& h, L&) { h.deck = "[solver]\nPe = 10\n"; }),
                 {"cannot resume", "line 2 of the deck is 'Pe = 50' in the file, 'Pe = 10' now"});
    expect_parts(differing([](H& h, L&) { h.deck += "\n"; }), {"line 6 of the deck"});
    expect_parts(differing([](H& h, L&) { h.seed = 3; }), {"the seed is 18369614221190020847 in the file, 3 now"});
    expect_parts(differing([](H& h, L&) { h.levels[4].tau = 0.7; }),
                 {"/dimensions/tau of level 4 is 0.2 in the file, 0.7 now"});
    expect_parts(differing([](H& h, L&) { h.levels.push_back({6, 1, 1, 1, 1, 1, 1}); }),
                 {"number of levels K is 5 in the file, 6 now"});
    expect_parts(differing([](H& h, L&) { h.working_precision = Precision::single_precision; }),
                 {"float64", "float32"});
    expect_parts(differing([](H&, L& l) { l.format = StoredFormat::half; }), {"stored format is float32", "half now"});
    expect_parts(differing([](H&, L& l) { l.full_levels = {0, 1, 5}; }), {"kept levels"});
    expect_parts(differing([](H&, L& l) { l.samples = 131; }), {"number of samples is 130 in the file, 131 now"});
    expect_parts(differing([](H&, L& l) { l.pairs_per_sample = 1; }), {"pairs a sample is 3"});
}

TEST_F(ChainResume, NothingToResumeIsTold) {
    expect_parts(resume_message(), {"nothing to resume", "there is no", "chain.h5.partial", "without --resume"});
    EXPECT_EQ(file_progress(path()), FileProgress::absent);
    synthetic::write_chain(path(), layout_, 64);
    EXPECT_EQ(file_progress(path()), FileProgress::finished);
    put_bytes(journal_path(path()), "left by a run killed after it gave the file its name\n");
    expect_parts(resume_message(), {"nothing to resume", "finished already"});
    EXPECT_FALSE(std::filesystem::exists(journal_path(path())));
}

TEST_F(ChainResume, ALostOrDamagedJournalIsTold) {
    begin(21);
    put_bytes(journal_path(path()), "nonsense\n");
    expect_parts(resume_message(), {"chain.h5.partial.journal is damaged"});
    std::filesystem::remove(journal_path(path()));
    expect_parts(resume_message(), {"no journal", "without --resume"});
}

TEST_F(ChainResume, ATornJournalLineCostsOnlyItsBlock) {
    begin(21);
    std::string journal = file_bytes(journal_path(path()));
    put_bytes(journal_path(path()), journal.substr(0, journal.size() - 5));
    auto writer = SnapshotChainWriter::resume(path(), header_, layout_);
    EXPECT_EQ(writer.complete(), 14);
    synthetic::write_until(writer, header_, layout_, 64, 130);
    writer.finish();
    expect_equal_to_straight();
}

TEST_F(ChainResume, DataLostBehindTheJournalIsFoundBeforeTheNameIsGiven) {
    auto writer = begin(130);
    const std::uint64_t offset = Hdf5File::open(partial_path(path())).dataset("/pairs/state").file_offset();
    RawFile(partial_path(path()), RawAccess::existing).write_at(offset + 720 * 55, "lost");
    expect_parts(message_of([&] { writer.finish(); }), {"pairs of sample 55"});
    EXPECT_FALSE(std::filesystem::exists(path()));
}

std::uintmax_t size_or_zero(const std::filesystem::path& path) {
    std::error_code missing;
    const std::uintmax_t size = std::filesystem::file_size(path, missing);
    return missing ? 0 : size;
}

/// Runs the writing program and kills it when its journal has `journal_bytes` and `delay` has passed. True when it
/// ended by itself before.
bool ended_before(const std::filesystem::path& path, std::uintmax_t journal_bytes, std::chrono::microseconds delay) {
    const std::string file = path.string();
    const char* const arguments[] = {EBRU_CHAIN_WRITING_PROGRAM, file.c_str(), "3", "1000", "float", nullptr};
    pid_t child = 0;
    EXPECT_EQ(
        posix_spawn(&child, EBRU_CHAIN_WRITING_PROGRAM, nullptr, nullptr, const_cast<char* const*>(arguments), environ),
        0);
    int status = 0;
    while (size_or_zero(journal_path(path)) < journal_bytes) {
        if (waitpid(child, &status, WNOHANG) == child) {
            EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
            return true;
        }
        std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    std::this_thread::sleep_for(delay);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return WIFEXITED(status);
}

// A checkpoint adds 26 to 28 bytes to the journal, 22 of them a chain: up to 120 bytes further each time is five kills
// or more, the first of which may come before there is anything to resume.
TEST_F(ChainResume, KilledAtRandomMomentsTheBytesAreTheSame) {
    std::mt19937 generator(20240607);
    std::uniform_int_distribution<int> further(0, 120);
    std::uniform_int_distribution<int> delay(0, 3000);
    for (int chain = 0; chain < 2; ++chain) {
        std::filesystem::remove(path());
        int unfinished = 0;
        bool ended = false;
        while (!ended) {
            const std::uintmax_t target =
                size_or_zero(journal_path(path())) + static_cast<std::uintmax_t>(further(generator));
            ended = ended_before(path(), target, std::chrono::microseconds(delay(generator)));
            unfinished += file_progress(path()) == FileProgress::unfinished ? 1 : 0;
            ASSERT_TRUE(!ended || file_progress(path()) == FileProgress::finished);
        }
        EXPECT_GE(unfinished, 1);
        EXPECT_EQ(file_bytes(path()), file_bytes(folder_ / "straight.h5"));
    }
}

}  // namespace
}  // namespace ebru::test
