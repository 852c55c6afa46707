#include "app/hand_over.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/command.hpp"
#include "app/program.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

/// A command that runs here and does nothing.
std::function<int()> do_nothing(CLI::App& /*app*/) {
    return [] { return 0; };
}

const std::vector<Command> commands = {{"forward", "runs here", do_nothing},
                                       {"train", "trains a network", {}, OtherProgram{{"ebru_ml"}}}};

std::string chosen(const std::vector<const char*>& arguments) {
    std::vector<const char*> argv = {"ebru"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    const Command* command = handed_over_command(static_cast<int>(argv.size()), argv.data(), commands);
    return command == nullptr ? "none" : command->name;
}

TEST(HandOver, TheFirstWordChoosesWhateverThreadsStandBeforeIt) {
    EXPECT_EQ(chosen({"train", "deck.toml"}), "train");
    EXPECT_EQ(chosen({"--threads", "2", "train"}), "train");
    EXPECT_EQ(chosen({"--threads=2", "train"}), "train");
    EXPECT_EQ(chosen({"--wall-time", "1:00:00", "train"}), "train");
    EXPECT_EQ(chosen({"--wall-time=60", "--threads", "2", "train"}), "train");
    EXPECT_EQ(chosen({"train", "--help"}), "train");
}

TEST(HandOver, CommandsOfThisProgramHelpAndMistakesStay) {
    for (const std::vector<const char*>& arguments : std::vector<std::vector<const char*>>{
             {}, {"forward", "train"}, {"--help"}, {"--help", "train"}, {"trian"}, {"--threads", "train"}}) {
        EXPECT_EQ(chosen(arguments), "none");
    }
}

TEST(HandOver, TheLastThreadsOptionCounts) {
    const std::vector<const char*> argv = {"ebru", "--threads", "2", "train", "--threads=3"};
    EXPECT_EQ(threads_option(5, argv.data()), "3");
    EXPECT_EQ(threads_option(4, argv.data()), "2");
    EXPECT_EQ(threads_option(2, argv.data()), std::nullopt);
}

TEST(HandOver, HelpListsTheCommand) {
    const std::vector<const char*> argv = {"ebru", "--help"};
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(run_program(2, argv.data(), commands, out, err), 0);
    EXPECT_TRUE(contains(out.str(), {"train", "trains a network"}));
}

TEST(HandOver, ABuildWithoutLibTorchSaysSo) {
    const std::vector<Command> without = {{"train", "trains a network", {}, OtherProgram{}}};
    const std::vector<const char*> argv = {"ebru", "train"};
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(run_program(2, argv.data(), without, out, err), exit_user_error);
    EXPECT_TRUE(contains(err.str(), {"ebru train", "this build has no LibTorch", "EBRU_WITH_TORCH=ON"}));
}

TEST(HandOver, AMissingProgramIsNamed) {
    const std::vector<Command> incomplete = {{"train", "trains a network", {}, OtherProgram{{"no_such_program"}}}};
    const std::vector<const char*> argv = {"ebru", "train"};
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(run_program(2, argv.data(), incomplete, out, err), exit_user_error);
    EXPECT_TRUE(contains(err.str(), {"no_such_program"}));
}

std::string this_program() {
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

/// What a script that stands for the other program is told: arguments, OpenMP's settings and who hands over, a line
/// each.
std::string told(const std::vector<std::pair<const char*, const char*>>& environment) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("ebru_hand_over_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const std::filesystem::path script = folder / "other";
    std::ofstream(script) << "#!/bin/sh\nprintf '%s\\n' \"$*\" \"$OMP_WAIT_POLICY\" \"$OMP_PROC_BIND\" "
                             "\"$OMP_NUM_THREADS\" \"$EBRU_PROGRAM\" > "
                          << (folder / "told").string() << "\n";
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    const pid_t child = fork();
    if (child == 0) {
        for (const char* name : {"OMP_WAIT_POLICY", "OMP_PROC_BIND", "OMP_NUM_THREADS"}) {
            unsetenv(name);
        }
        for (const auto& [name, value] : environment) {
            setenv(name, value, 1);
        }
        const std::vector<Command> other = {{"train", "", {}, OtherProgram{{script.string()}}}};
        const std::vector<const char*> argv = {"ebru", "--threads", "2", "train", "a b.toml"};
        std::ostringstream unused;
        _exit(run_program(5, argv.data(), other, unused, unused));
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    std::ostringstream text;
    text << std::ifstream(folder / "told").rdbuf();
    std::filesystem::remove_all(folder);
    return text.str();
}

TEST(HandOver, TheOtherProgramGetsTheCommandLineAndThreadsThatSleep) {
    EXPECT_EQ(told({}), "--threads 2 train a b.toml\npassive\nfalse\n2\n" + this_program() + "\n");
}

TEST(HandOver, WhatTheUserHasSetStays) {
    EXPECT_EQ(told({{"OMP_WAIT_POLICY", "active"}, {"OMP_PROC_BIND", "close"}, {"OMP_NUM_THREADS", "7"}}),
              "--threads 2 train a b.toml\nactive\nclose\n2\n" + this_program() + "\n");
}

}  // namespace
}  // namespace ebru
