#include "pipeline/pipeline_run.hpp"

#include <signal.h>

#include <sstream>

#include "app/interrupt.hpp"
#include "base/error.hpp"
#include "tests/src/base/message_checks.hpp"
#include "tests/src/pipeline/pipeline_folder.hpp"

namespace ebru {
namespace {

/// A program in the place of ebru: it prints its deck when asked for a dry run, else notes its words in `calls` and
/// makes what the command makes of its deck. A deck that says `exit N` makes nothing; `signal` signals whoever started
/// it.
constexpr const char* program_text = R"sh(#!/bin/sh
here=$(dirname "$0")
command=$1
deck=$2
words="$*"
while [ "$1" != -o ]; do shift; done
out=$2
case "$words" in *--dry-run*)
  if grep -qs refuse "$deck"; then echo 'ebru: bad (x) y' >&2; exit 2; fi
  cat "$deck"; exit 0 ;;
esac
case "$words" in *--resume*) how=resume ;; *) how=anew ;; esac
echo "$command $how" >> "$here/calls"
mkdir -p "$out"
case $command in forward) result=$out/chain.h5 ;; *) result=$out/weights.pt; touch "$out/checkpoint.pt" ;; esac
if grep -qs signal "$deck"; then kill -USR1 $PPID; sleep 0.3; fi
if grep -qs exit "$deck"; then touch "$result.partial"; echo 'ebru: gone (x) y'; exit "$(sed -n 's/.*exit //p' "$deck")"; fi
cat "$deck" > "$result"
)sh";

class PipelineRun : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fresh_folder();
        write_text(folder_ / "program", program_text);
        std::filesystem::permissions(folder_ / "program", std::filesystem::perms::owner_all);
        deck("images", "one");
        deck("network", "two");
        write_text(folder_ / "pipeline.toml",
                   "[stage.images]\ncommand = \"forward\"\ndeck = \"images.toml\"\n"
                   "[stage.network]\ncommand = \"train\"\ndeck = \"network.toml\"\nafter = [\"images\"]\n");
        std::filesystem::create_directories(settings().folder);
    }

    void deck(const std::string& stage, const std::string& text) {
        write_text(folder_ / (stage + ".toml"), text + "\n");
    }

    [[nodiscard]] Pipeline pipeline() const { return read_pipeline(folder_ / "pipeline.toml", {}, settings().folder); }

    [[nodiscard]] PipelineSettings settings() const {
        return {.program = folder_ / "program", .folder = folder_ / "out", .how_to_resume = "again"};
    }

    /// Works it off; the calls that it took.
    std::string calls() {
        std::filesystem::remove(folder_ / "calls");
        const std::optional<FolderLock> lock = FolderLock::try_take(settings().folder);
        std::ostringstream out;
        end_ = {};
        stopped_ = 0;
        try {
            end_ = work_off(pipeline(), settings(), *lock, out);
        } catch (const Interrupted& stop) {
            stopped_ = stop.exit_code();
        }
        return read_text(folder_ / "calls");
    }

    [[nodiscard]] std::string states() const {
        std::string text;
        for (const StageStanding& standing : standings_of(pipeline(), settings())) {
            text += std::string(to_name(standing.state)) + ". ";
        }
        return text;
    }

    std::filesystem::path folder_;
    PipelineEnd end_;
    int stopped_ = 0;
};

TEST_F(PipelineRun, WhatIsCompleteAndCurrentIsSkipped) {
    EXPECT_EQ(states(), "to do. waiting. ");
    EXPECT_EQ(calls(), "forward anew\ntrain anew\n");
    EXPECT_EQ(states(), "complete. complete. ");
    EXPECT_EQ(calls(), "");
    ASSERT_EQ(end_.stages.size(), 2U);
    EXPECT_EQ(end_.stages[1].how, "kept");
}

TEST_F(PipelineRun, WhatIsStaleAndWhatNeedsItIsMadeAnew) {
    calls();
    deck("network", "three");
    EXPECT_EQ(states(), "complete. stale. ");
    EXPECT_EQ(calls(), "train anew\n");
    deck("images", "other");
    EXPECT_EQ(states(), "stale. waiting. ");
    EXPECT_EQ(calls(), "forward anew\ntrain anew\n");
}

TEST_F(PipelineRun, AResultThatWasChangedIsMadeAnew) {
    calls();
    write_text(settings().folder / "images" / "chain.h5", "by hand");
    EXPECT_EQ(states(), "stale. waiting. ");
    std::filesystem::remove(settings().folder / "images" / "chain.h5");
    EXPECT_EQ(calls(), "forward anew\n");  // the same result again: the network is of it
}

TEST_F(PipelineRun, WhatIsInterruptedGoesOn) {
    deck("images", "exit 137");
    EXPECT_EQ(calls(), "forward anew\n");
    ASSERT_TRUE(end_.failure.has_value());
    EXPECT_EQ(end_.failure->code, 137);
    EXPECT_EQ(end_.failure->message, "gone (x) y");
    EXPECT_EQ(states(), "interrupted. waiting. ");
    EXPECT_EQ(calls(), "forward resume\n");
    deck("images", "one");
    EXPECT_EQ(states(), "stale. waiting. ");
    EXPECT_EQ(calls(), "forward anew\ntrain anew\n");
}

TEST_F(PipelineRun, AStageThatWasStoppedStopsThePipelineWithItsCode) {
    deck("network", "exit 75");
    EXPECT_EQ(calls(), "forward anew\ntrain anew\n");
    EXPECT_EQ(stopped_, 75);
    EXPECT_EQ(calls(), "train resume\n");
}

TEST_F(PipelineRun, AskedToStopItCompletesOrSavesTheStageAndBeginsNoOther) {
    deck("images", "signal");
    EXPECT_EQ(calls(), "forward anew\n");
    EXPECT_EQ(stopped_, 75);
}

TEST_F(PipelineRun, AStageThatRefusesItsDeckIsNamedBeforeAnythingRuns) {
    write_text(folder_ / "pipeline.toml",
               read_text(folder_ / "pipeline.toml") + "[stage.last]\ncommand = \"forward\"\ndeck = \"last.toml\"\n");
    deck("last", "refuse");
    EXPECT_TRUE(contains(user_error_text([&] { calls(); }), {"the stage last (bad (x) y)", "[stage.last]"}));
    EXPECT_EQ(read_text(folder_ / "calls"), "");
}

TEST_F(PipelineRun, ResultsOfOthersAreNotReplaced) {
    write_text(settings().folder / "images" / "chain.h5", "precious");
    EXPECT_TRUE(contains(user_error_text([&] { calls(); }), {"no run of this pipeline made", "stage.images.output"}));
    EXPECT_EQ(read_text(settings().folder / "images" / "chain.h5"), "precious");
}

}  // namespace
}  // namespace ebru
