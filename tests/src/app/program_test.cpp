#include "app/program.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <Kokkos_Core.hpp>
#include <map>
#include <new>
#include <sstream>

#include "app/interrupt.hpp"
#include "app/wall_time.hpp"
#include "base/error.hpp"
#include "base/version.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

struct Outcome {
    int code = -1;
    std::string out;
    std::string err;
};

/// A command that does what its one argument says.
Command act_command() {
    return {"act", "does as told", [](CLI::App& app) -> std::function<int()> {
                auto what = std::make_shared<std::string>();
                app.add_option("what", *what, "what to do")->required();
                return [what]() -> int {
                    if (*what == "user-error") {
                        throw UserError("the file a.idx", "it is truncated", "fetch it again");
                    }
                    if (*what == "contract") {
                        EBRU_EXPECT(1 > 2);
                    }
                    if (*what == "surprise") {
                        throw std::runtime_error("disk on fire");
                    }
                    if (*what == "memory") {
                        throw std::bad_alloc();
                    }
                    const std::map<std::string, int> signals = {
                        {"sigint", SIGINT}, {"sigterm", SIGTERM}, {"sigusr1", SIGUSR1}};
                    if (signals.contains(*what)) {
                        const InterruptGuard guard;
                        raise(signals.at(*what));
                        throw Interrupted(stop_signal(), "go on with --resume");
                    }
                    if (*what == "late-sigusr1") {
                        raise(SIGUSR1);
                    }
                    if (*what == "wait") {
                        const InterruptGuard guard;
                        if (stop_requested()) {
                            throw Interrupted(stop_signal(), "go on with --resume");
                        }
                    }
                    return Kokkos::is_initialized() ? 0 : 9;
                };
            }};
}

Command paint_command(int& runs) {
    return {"paint", "counts its runs", [&runs](CLI::App&) -> std::function<int()> {
                return [&runs]() -> int {
                    ++runs;
                    return 5;
                };
            }};
}

Outcome run(const std::vector<const char*>& arguments) {
    int paints = 0;
    std::vector<const char*> argv = {"ebru"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    std::ostringstream out;
    std::ostringstream err;
    Outcome outcome;
    outcome.code =
        run_program(static_cast<int>(argv.size()), argv.data(), {act_command(), paint_command(paints)}, out, err);
    outcome.out = out.str();
    outcome.err = err.str();
    return outcome;
}

TEST(Program, RunsTheChosenCommandWithKokkosAndReturnsItsCode) {
    EXPECT_EQ(run({"act", "nothing"}).code, 0);
    EXPECT_EQ(run({"paint"}).code, 5);
    EXPECT_EQ(run({"act", "nothing"}).err, "");
}

TEST(Program, UserErrorIsPrintedAndEndsWithTwo) {
    const Outcome outcome = run({"act", "user-error"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.err, "ebru: the file a.idx (it is truncated) fetch it again\n");
    EXPECT_EQ(outcome.out, "");
}

TEST(Program, DefectsEndWithThree) {
    EXPECT_EQ(run({"act", "contract"}).code, 3);
    EXPECT_TRUE(contains(run({"act", "contract"}).err, {"precondition", "1 > 2", "defect of ebru"}));
    EXPECT_EQ(run({"act", "surprise"}).code, 3);
    EXPECT_TRUE(starts_with(run({"act", "surprise"}).err, "ebru: disk on fire (ebru did not foresee this error)"));
    EXPECT_EQ(run({"act", "memory"}).code, 3);
    EXPECT_TRUE(starts_with(run({"act", "memory"}).err, "ebru: out of memory"));
}

TEST(Program, InterruptedEndsAsShellsExpect) {
    EXPECT_EQ(run({"act", "sigint"}).code, 130);
    EXPECT_EQ(run({"act", "sigterm"}).code, 143);
    EXPECT_EQ(run({"act", "sigint"}).err, "ebru: go on with --resume\n");
}

TEST(Program, StoppedByItsQueueEndsWithOneCode) {
    const Outcome outcome = run({"act", "sigusr1"});
    EXPECT_EQ(outcome.code, 75);
    EXPECT_EQ(outcome.err, "ebru: go on with --resume\n");
    EXPECT_EQ(run({"act", "late-sigusr1"}).code, 0);
    EXPECT_EQ(run({"act", "wait"}).code, 0);
}

TEST(Program, TheWallTimeEndsItAsAQueueDoes) {
    const Outcome outcome = run({"act", "wait", "--wall-time", "1e-9"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_TRUE(contains(outcome.err, {"--wall-time 1e-9"}));
    const Outcome stopped = run({"--wall-time", "0.000001", "act", "wait"});
    EXPECT_EQ(stopped.code, 75);
    EXPECT_EQ(stopped.err, "ebru: the wall time is near: go on with --resume\n");
    EXPECT_EQ(run({"act", "wait", "--wall-time", "1-0"}).code, 0);
    EXPECT_EQ(run({"act", "wait"}).code, 0);
    EXPECT_EQ(wall_time_left(), std::nullopt);
}

TEST(Program, HelpListsTheCommandsAndIsNoError) {
    const Outcome outcome = run({"--help"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_TRUE(contains(outcome.out, {"act", "does as told", "paint", "--threads", "--version", "Exit codes"}));
    EXPECT_EQ(outcome.err, "");
    EXPECT_TRUE(contains(run({"act", "--help"}).out, {"what to do"}));
    EXPECT_EQ(run({"act", "--help"}).code, 0);
}

TEST(Program, VersionIsNoError) {
    const Outcome outcome = run({"--version"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_TRUE(starts_with(outcome.out, std::string("ebru ") + version));
}

TEST(Program, ThreadsMayStandBeforeOrAfterTheCommand) {
    EXPECT_EQ(run({"--threads", "1", "act", "nothing"}).code, 0);
    EXPECT_EQ(run({"act", "nothing", "--threads", "1"}).code, 0);
    for (const char* wrong : {"0", "-1", "two", "1.5", "5000"}) {
        const Outcome outcome = run({"act", "nothing", "--threads", wrong});
        EXPECT_EQ(outcome.code, 2) << wrong;
        EXPECT_TRUE(contains(outcome.err, {"--threads"}));
    }
}

TEST(Program, WrongCommandLinesAreUserErrors) {
    EXPECT_EQ(run({"atc"}).code, 2);
    EXPECT_EQ(
        run({"atc"}).err,
        "ebru: ebru atc (there is no such command) did you mean ebru act? see ebru --help; the commands: act, paint\n");
    EXPECT_EQ(run({"sculpt"}).err,
              "ebru: ebru sculpt (there is no such command) see ebru --help; the commands: act, paint\n");
    EXPECT_EQ(run({}).code, 2);
    EXPECT_TRUE(contains(run({}).err, {"see ebru --help", "act, paint"}));
    EXPECT_EQ(run({"--colour"}).code, 2);
    EXPECT_TRUE(contains(run({"--colour"}).err, {"ebru --colour (there is no such option)"}));
    EXPECT_EQ(run({"act"}).code, 2);
    EXPECT_TRUE(contains(run({"act"}).err, {"ebru act (", "what", "see ebru act --help"}));
    EXPECT_EQ(run({"act", "nothing", "--depth", "3"}).code, 2);
    EXPECT_TRUE(contains(run({"act", "nothing", "--depth", "3"}).err, {"--depth"}));
}

TEST(Program, WrongCommandLineRunsNothing) {
    int paints = 0;
    std::ostringstream out;
    std::ostringstream err;
    const char* argv[] = {"ebru", "paint", "--unknown"};
    EXPECT_EQ(run_program(3, argv, {paint_command(paints)}, out, err), 2);
    EXPECT_EQ(paints, 0);
}

TEST(Program, OutputThatCannotBeWrittenIsAnError) {
    int paints = 0;
    std::ostringstream out;
    std::ostringstream err;
    out.setstate(std::ios::badbit);
    for (const char* argument : {"paint", "--help", "--version"}) {
        const char* argv[] = {"ebru", argument};
        EXPECT_EQ(run_program(2, argv, {paint_command(paints)}, out, err), 2) << argument;
        EXPECT_TRUE(contains(err.str(), {"standard output"}));
    }
}

}  // namespace
}  // namespace ebru
