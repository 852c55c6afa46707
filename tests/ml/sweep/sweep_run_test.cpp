#include "ml/sweep/sweep_run.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/ml/sweep/sweep_folder.hpp"

namespace ebru {
namespace {

SweepRun run_of(const std::filesystem::path& folder) {
    SweepRun run;
    run.name = "a, seed 1";
    run.folder = folder;
    run.stages = {{.stage = SweepStage::forward, .deck = "seed = 1\n", .has_command = false, .how = {}},
                  {.stage = SweepStage::train,
                   .deck = "[train]\nbatch = 4\nsteps = 10\n",
                   .has_command = true,
                   .how = {"train.steps"}},
                  {.stage = SweepStage::sample, .deck = "[sample]\ncount = 5\n", .has_command = true, .how = {}},
                  {.stage = SweepStage::evaluate, .deck = "", .has_command = true, .how = {}}};
    return run;
}

/// As a sweep does it, every command leaving what it leaves.
void complete(const SweepRun& run) {
    for (std::size_t i = 0; i < run.stages.size(); ++i) {
        begin_stage(run, i);
        end_stage(run, i);
    }
    write_text(run.folder / "train" / "checkpoint.pt", "weights");
    write_text(run.folder / "samples" / "samples.h5", "samples");
}

std::vector<StageState> states(const SweepRun& run) {
    std::vector<StageState> all;
    for (std::size_t i = 0; i < run.stages.size(); ++i) {
        all.push_back(stage_state(run, i));
    }
    return all;
}

constexpr StageState absent = StageState::absent;
constexpr StageState done = StageState::complete;

TEST(SweepRun, AFreshFolderHasNothing) {
    EXPECT_EQ(states(run_of(fresh_folder())), (std::vector{absent, absent, absent, absent}));
}

TEST(SweepRun, WhatIsCompleteStaysSo) {
    const SweepRun run = run_of(fresh_folder());
    complete(run);
    EXPECT_EQ(states(run), (std::vector{done, done, done, done}));
}

TEST(SweepRun, AStageThatBeginsTakesTheLaterOnesWithIt) {
    const SweepRun run = run_of(fresh_folder());
    complete(run);
    begin_stage(run, 1);
    EXPECT_EQ(states(run), (std::vector{done, StageState::interrupted, absent, absent}));
}

TEST(SweepRun, AnInterruptedStageGoesOnOnlyWhereSomethingIsLeft) {
    const SweepRun run = run_of(fresh_folder());
    begin_stage(run, 1);
    EXPECT_EQ(stage_state(run, 1), absent);
    write_text(run.folder / "train" / "checkpoint.pt", "weights");
    EXPECT_EQ(stage_state(run, 1), StageState::interrupted);
    begin_stage(run, 2);
    EXPECT_EQ(stage_state(run, 2), absent);
    write_text(run.folder / "samples" / "samples.h5.partial", "samples");
    EXPECT_EQ(stage_state(run, 2), StageState::interrupted);
}

TEST(SweepRun, MoreUpdatesGoOnAndFewerOrOtherOnesStartAnew) {
    SweepRun run = run_of(fresh_folder());
    complete(run);
    const auto state_with = [&](const std::string& deck) {
        run.stages[1].deck = deck;
        return stage_state(run, 1);
    };
    EXPECT_EQ(state_with("[train]\nbatch = 4\nsteps = 20\n"), StageState::interrupted);
    EXPECT_EQ(state_with("[train]\nbatch = 4\nsteps = 9\n"), absent);
    EXPECT_EQ(state_with("[train]\nbatch = 8\nsteps = 10\n"), absent);
    EXPECT_EQ(state_with("[train]\nbatch = 4\nsteps = 10\nclip = 1.0\n"), absent);
}

TEST(SweepRun, CommandsResumeWhatIsInterruptedAndReplaceAllElse) {
    const SweepRun run = run_of("/f");
    const auto text = [&](std::size_t stage, StageState state) {
        std::string line;
        for (const std::string& word : stage_command(run, stage, state, 2)) {
            line += word + " ";
        }
        return line;
    };
    EXPECT_EQ(text(1, absent), "train /f/train.toml -o /f/train --overwrite --threads 2 ");
    EXPECT_EQ(text(1, StageState::interrupted), "train /f/train.toml -o /f/train --resume --threads 2 ");
    EXPECT_EQ(text(2, absent), "sample /f/train --deck /f/sample.toml -o /f/samples --overwrite --threads 2 ");
    EXPECT_EQ(text(3, absent), "evaluate /f/samples /f/evaluate.toml -o /f/evaluation --overwrite --threads 2 ");
}

}  // namespace
}  // namespace ebru
