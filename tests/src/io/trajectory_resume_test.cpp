// Interrupted runs of ensembles: abandoned writers, killed processes, full disks, and what cannot be resumed.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <random>

#include "chain_test_files.hpp"
#include "file_size_limit.hpp"
#include "synthetic_trajectory.hpp"

namespace ebru::test {
namespace {

class TrajectoryResume : public FileTest {
  protected:
    void SetUp() override {
        FileTest::SetUp();
        synthetic::write_trajectory<float>(folder_ / "straight.h5", layout_);
    }
    [[nodiscard]] std::filesystem::path path() const { return folder_ / "trajectory.h5"; }
    [[nodiscard]] std::filesystem::path state() const { return folder_ / "trajectory.h5.partial.state"; }

    TrajectoryWriter create(ExistingFile existing = ExistingFile::refuse) {
        return TrajectoryWriter::create(path(), header_, layout_, existing, {3});
    }
    TrajectoryWriter resume() { return TrajectoryWriter::resume(path(), header_, layout_, {3}); }

    void begin(std::int64_t steps, std::int64_t checkpoint_every = 1) {
        auto writer = create();
        synthetic::run_trajectory<float>(writer, layout_, {steps, checkpoint_every});
    }
    void run_on(const synthetic::RunHabits& habits) {
        auto writer = resume();
        synthetic::run_trajectory<float>(writer, layout_, habits);
    }

    void expect_equal_to_straight() {
        EXPECT_EQ(file_bytes(path()), file_bytes(folder_ / "straight.h5"));
        EXPECT_EQ(names_in(folder_), (std::vector<std::string>{"straight.h5", "trajectory.h5"}));
    }

    TrajectoryHeader header_ = synthetic::trajectory_header();
    TrajectoryLayout layout_ = synthetic::trajectory_layout();
};

TEST_F(TrajectoryResume, AnInterruptedRunGoesOnToTheSameBytes) {
    for (const std::int64_t stop : {0, 1, 4, 6, 11}) {
        for (const std::int64_t every : {1, 2, 5}) {
            begin(stop, every);
            EXPECT_EQ(resume().steps(), stop / every * every);  // the beginning where there is no checkpoint
            run_on({std::min(stop + 3, synthetic::last_step - 1), 2});
            run_on({});
            expect_equal_to_straight();
            std::filesystem::remove(path());
        }
    }
}

TEST_F(TrajectoryResume, WhatWasNotCheckpointedIsDoneAgain) {
    begin(6, 4);
    const auto writer = resume();
    EXPECT_EQ(writer.steps(), 4);
    EXPECT_EQ(writer.rows(), 2);  // of four that were written
}

TEST_F(TrajectoryResume, AStateThatIsWrittenWhenTheProcessDiesLeavesTheOneBefore) {
    begin(5);
    {
        auto writer = resume();
        // The next checkpoint, as far as the state: it goes over the slot of step 4, not over the trusted one.
        StateSlots slots = StateSlots::open(state(), 150 * sizeof(float));
        const std::vector<float> nonsense(150, 7.0F);
        slots.store(writer.steps(), 6, 4, std::as_bytes(std::span(nonsense)));
    }
    EXPECT_EQ(resume().steps(), 5);
    run_on({});
    expect_equal_to_straight();
}

TEST_F(TrajectoryResume, ADamagedOrLostStateIsTold) {
    begin(5);
    const std::string whole = file_bytes(state());
    const auto message = [&] {
        return message_of([&] {
            std::vector<float> numbers(150);
            resume().read_state<float>(numbers);
        });
    };
    // Steps 1, 3, 5 lie in the first slot: 32 bytes of head and 600 of state.
    for (const std::size_t byte : {8U, 9U, 17U, 32U, 631U}) {  // rows (3 becomes 2), rows, size, first, last number
        std::string damaged = whole;
        damaged[byte] = static_cast<char>(damaged[byte] ^ 0x01);
        put_bytes(state(), damaged);
        expect_parts(message(), {"trajectory.h5.partial.state is damaged", "without --resume"});
    }
    std::string other = whole;
    other[0] = 99;
    put_bytes(state(), other);
    expect_parts(message(), {"does not hold the state after 5 steps"});
    put_bytes(state(), whole.substr(0, 700));
    expect_parts(message(), {"700 bytes, not 1264"});
    std::filesystem::remove(state());
    expect_parts(message(), {"no state"});
}

TEST_F(TrajectoryResume, ADifferentRequestNamesTheFirstDifference) {
    begin(5);
    const auto differing = [&](const auto& change) {
        TrajectoryHeader header = header_;
        TrajectoryLayout layout = layout_;
        change(header, layout);
        return message_of([&] { TrajectoryWriter::resume(path(), header, layout, {3}); });
    };
    using H = TrajectoryHeader;
    using L = TrajectoryLayout;
    expect_parts(differing([](H& h, L&) { h.deck = "[ensemble]\nparticles = 60\n"; }),
                 {"cannot resume", "line 2 of the deck is 'particles = 50' in the file, 'particles = 60' now"});
    expect_parts(differing([](H& h, L&) { h.seed = 3; }), {"the seed is 18369614221190020847 in the file, 3 now"});
    expect_parts(differing([](H& h, L&) { h.density = "ring"; }), {"the density is mixture of 5 Gaussians"});
    expect_parts(differing([](H& h, L&) { h.process = "vp"; }), {"the process is ddpm in the file, vp now"});
    expect_parts(differing([](H& h, L&) { h.working_precision = Precision::double_precision; }),
                 {"float32", "float64"});
    expect_parts(differing([](H&, L& l) { l.particles = 51; }), {"the number of particles is 50 in the file, 51 now"});
    expect_parts(differing([](H&, L& l) { l.kept = 19; }), {"whose path is kept is 20 in the file, 19 now"});
    expect_parts(differing([](H&, L& l) { l.dimension = 2; }), {"the dimension is 3 in the file, 2 now"});
    expect_parts(differing([](H&, L& l) { l.velocity = false; }), {"velocity is kept in the file, left out now"});
    expect_parts(differing([](H&, L& l) { l.moments = false; }), {"moments is kept in the file, left out now"});
    expect_parts(differing([](H&, L& l) { l.format = StoredFormat::double_precision; }), {"stored format is float32"});
    expect_parts(differing([](H&, L& l) { l.times.pop_back(); }), {"the number of times is 5 in the file, 4 now"});
    expect_parts(differing([](H&, L& l) { l.times[4].level = 1; }), {"the level of time 4 is 0 in the file, 1 now"});
    expect_parts(differing([](H&, L& l) { l.times[1].t = 0.25; }), {"t of time 1 is 0.16", "0.25 now"});
}

TEST_F(TrajectoryResume, ExistingFilesAreReplacedOnlyWhenAsked) {
    const auto create_message = [&](ExistingFile existing) { return message_of([&] { create(existing); }); };
    {
        auto writer = create();
        expect_parts(create_message(ExistingFile::refuse), {"trajectory.h5.partial exists", "--resume", "--overwrite"});
        expect_parts(create_message(ExistingFile::replace), {"in use", "another ebru is writing this trajectory"});
        expect_parts(message_of([&] { resume(); }), {"in use"});
        expect_parts(message_of([&] { TrajectoryReader{path()}; }), {"only", "trajectory.h5.partial", "--resume"});
        expect_parts(message_of([&] { TrajectoryReader{path().string() + ".partial"}; }), {"not finished"});
    }
    create(ExistingFile::replace);
    run_on({});
    expect_equal_to_straight();
    expect_parts(create_message(ExistingFile::refuse),
                 {"trajectory.h5 exists", "a finished trajectory", "--overwrite"});
    put_bytes(state(), "left by a run killed just after it gave the file its name");
    expect_parts(message_of([&] { resume(); }), {"nothing to resume", "finished already"});
    expect_equal_to_straight();
    auto writer = create(ExistingFile::replace);
    EXPECT_EQ(file_bytes(path()), file_bytes(folder_ / "straight.h5"));  // until the new one is complete
    synthetic::run_trajectory<float>(writer, layout_, {});
    expect_equal_to_straight();
}

TEST_F(TrajectoryResume, RowsLostBehindTheJournalAreFoundBeforeTheNameIsGiven) {
    begin(synthetic::last_step - 1);
    auto writer = resume();
    const std::uint64_t offset =
        Hdf5File::open(path().string() + ".partial").dataset(trajectory_name::position).file_offset();
    RawFile(path().string() + ".partial", RawAccess::existing).write_at(offset + 240 * 2, "lost");
    expect_parts(message_of([&] { synthetic::run_trajectory<float>(writer, layout_, {}); }),
                 {"positions of time 2 are damaged"});
    EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(TrajectoryResume, WhatDoesNotFitIsRefusedBeforeAnythingIsWritten) {
    const std::vector<std::string> before = names_in(folder_);
    const auto message = [&](std::int64_t particles, std::int64_t kept) {
        TrajectoryLayout layout = layout_;
        layout.particles = particles;
        layout.kept = kept;
        return message_of([&] { TrajectoryWriter::create(path(), header_, layout, ExistingFile::refuse, {3}); });
    };
    const auto free_particles = static_cast<std::int64_t>(free_bytes(folder_) / 24);  // 3 floats, twice
    expect_parts(message(free_particles * 2, 20), {"no room for", path().string(), "fewer particles"});
    expect_parts(message(free_particles, free_particles), {"no room for"});
    {
        const FileSizeLimit limit(1U << 20U);
        expect_parts(message(1 << 20, 1 << 20), {"cannot write", "trajectory.h5.partial.new", "File too large"});
        expect_parts(message(1 << 20, 20), {"cannot write", "trajectory.h5.partial.state", "File too large"});
    }
    EXPECT_EQ(names_in(folder_), before);
    expect_parts(message_of([&] {
                     TrajectoryWriter::create(folder_ / "absent" / "t.h5", header_, layout_, ExistingFile::refuse, {3});
                 }),
                 {"absent is not a folder"});
}

TEST_F(TrajectoryResume, ADiskThatRefusesNamesItsCauseAndTheRunCanGoOn) {
    begin(1);
    {
        auto writer = resume();
        const FileSizeLimit limit(700);
        expect_parts(message_of([&] { synthetic::run_trajectory<float>(writer, layout_, {}); }),
                     {"cannot write", "trajectory.h5.partial", "File too large", "ulimit"});
    }
    run_on({});
    expect_equal_to_straight();
}

// A small tmpfs, given by whoever runs the tests: mount -t tmpfs -o size=4m none FOLDER
TEST_F(TrajectoryResume, ADiskThatFillsUpDuringTheRunStopsNothing) {
    const char* const small = std::getenv("EBRU_TEST_SMALL_FS");
    if (small == nullptr) {
        GTEST_SKIP() << "EBRU_TEST_SMALL_FS names no folder";
    }
    const std::filesystem::path file = std::filesystem::path(small) / "trajectory.h5";
    const std::filesystem::path filler = std::filesystem::path(small) / "filler";
    auto writer = TrajectoryWriter::create(file, header_, layout_, ExistingFile::refuse, {3});
    RawFile(filler, RawAccess::created).allocate(free_bytes(small));
    EXPECT_EQ(free_bytes(small), 0U);
    synthetic::run_trajectory<float>(writer, layout_, {});  // its room was taken when it was made
    EXPECT_EQ(file_bytes(file), file_bytes(folder_ / "straight.h5"));
    std::filesystem::remove(filler);
    std::filesystem::remove(file);
}

std::uintmax_t size_or_zero(const std::filesystem::path& path) {
    std::error_code missing;
    const std::uintmax_t size = std::filesystem::file_size(path, missing);
    return missing ? 0 : size;
}

// A checkpoint adds 22 to 24 bytes to the journal, 12 of them a run: up to 90 bytes further each time is four kills or
// more, the first of which may come before there is anything to resume.
TEST_F(TrajectoryResume, KilledAtRandomMomentsTheBytesAreTheSame) {
    std::mt19937 generator(20240608);
    std::uniform_int_distribution<int> further(0, 90);
    std::uniform_int_distribution<int> delay(0, 2000);
    const std::filesystem::path journal = path().string() + ".partial.journal";
    int unfinished = 0;
    for (int run = 0; run < 3; ++run) {
        std::filesystem::remove(path());
        while (file_progress(path()) != FileProgress::finished) {
            const std::uintmax_t target = size_or_zero(journal) + static_cast<std::uintmax_t>(further(generator));
            const pid_t child = fork();
            if (child == 0) {
                // A journal of a run killed before there was a file is no obstacle.
                auto writer = file_progress(path()) == FileProgress::unfinished ? resume() : create();
                synthetic::run_trajectory<float>(writer, layout_,
                                                 {synthetic::last_step, 1, std::chrono::microseconds(500)});
                _exit(0);
            }
            int status = 0;
            pid_t ended = 0;
            while (ended == 0 && size_or_zero(journal) < target) {
                ended = waitpid(child, &status, WNOHANG);
                std::this_thread::sleep_for(std::chrono::microseconds(100));
            }
            if (ended == 0) {
                std::this_thread::sleep_for(std::chrono::microseconds(delay(generator)));
                kill(child, SIGKILL);
                waitpid(child, &status, 0);
            }
            ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
            unfinished += file_progress(path()) == FileProgress::unfinished ? 1 : 0;
        }
        EXPECT_EQ(file_bytes(path()), file_bytes(folder_ / "straight.h5"));
    }
    EXPECT_GE(unfinished, 3);
}

}  // namespace
}  // namespace ebru::test
