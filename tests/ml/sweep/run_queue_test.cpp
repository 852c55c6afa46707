#include "ml/sweep/run_queue.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/folder_lock.hpp"
#include "tests/ml/sweep/sweep_folder.hpp"

namespace ebru {
namespace {

/// A program in the place of ebru: notes its words in `calls` beside it, and fails for a deck that says so.
QueueSettings settings_in(const std::filesystem::path& folder, int jobs) {
    write_text(folder / "program",
               "#!/bin/sh\n"
               "echo \"$1 start\" >> \"$(dirname \"$0\")/calls\"\n"
               "if grep -qs wait \"$2\"; then sleep 0.3; fi\n"
               "echo \"$1 end\" >> \"$(dirname \"$0\")/calls\"\n"
               "if grep -qs fail \"$2\"; then echo 'ebru: bad (x) y'; exit 2; fi\n");
    std::filesystem::permissions(folder / "program", std::filesystem::perms::owner_all);
    return {.program = folder / "program", .jobs = jobs, .threads = 1, .how_to_resume = "again"};
}

SweepRun run_in(const std::filesystem::path& folder, const std::string& name, const std::string& deck) {
    SweepRun run;
    run.name = name;
    run.folder = folder / name;
    run.updates = 1;
    run.stages = {{.stage = SweepStage::train, .deck = deck, .has_command = true, .how = {}},
                  {.stage = SweepStage::sample, .deck = "", .has_command = true, .how = {}}};
    return run;
}

std::string calls(const std::filesystem::path& folder) {
    std::stringstream text;
    text << std::ifstream(folder / "calls").rdbuf();
    return text.str();
}

TEST(RunQueue, StagesRunOneAfterTheOtherAndOnce) {
    const std::filesystem::path folder = fresh_folder();
    const std::vector<SweepRun> runs = {run_in(folder, "a", "")};
    EXPECT_TRUE(work_off(runs, settings_in(folder, 1)).empty());
    EXPECT_EQ(calls(folder), "train start\ntrain end\nsample start\nsample end\n");
    EXPECT_TRUE(work_off(runs, settings_in(folder, 1)).empty());
    EXPECT_EQ(calls(folder), "train start\ntrain end\nsample start\nsample end\n");
}

TEST(RunQueue, AFailureStopsItsRunAndNoOther) {
    const std::filesystem::path folder = fresh_folder();
    const std::vector<FailedRun> failed =
        work_off({run_in(folder, "a", "fail = 1\n"), run_in(folder, "b", "")}, settings_in(folder, 1));
    ASSERT_EQ(failed.size(), 1U);
    EXPECT_EQ(failed[0].name, "a");
    EXPECT_EQ(failed[0].stage, SweepStage::train);
    EXPECT_EQ(failed[0].code, 2);
    EXPECT_EQ(failed[0].message, "bad (x) y");
    EXPECT_EQ(calls(folder), "train start\ntrain end\ntrain start\ntrain end\nsample start\nsample end\n");
}

TEST(RunQueue, RunsGoSideBySide) {
    const std::filesystem::path folder = fresh_folder();
    EXPECT_TRUE(work_off({run_in(folder, "a", "wait = 1\n"), run_in(folder, "b", "wait = 1\n")}, settings_in(folder, 2))
                    .empty());
    EXPECT_TRUE(calls(folder).starts_with("train start\ntrain start\n")) << calls(folder);
}

TEST(RunQueue, AFolderHasOneOwner) {
    const std::filesystem::path folder = fresh_folder();
    std::optional<FolderLock> first = FolderLock::try_take(folder);
    ASSERT_TRUE(first.has_value());
    EXPECT_FALSE(FolderLock::try_take(folder).has_value());
    first.reset();
    EXPECT_TRUE(FolderLock::try_take(folder).has_value());
}

}  // namespace
}  // namespace ebru
