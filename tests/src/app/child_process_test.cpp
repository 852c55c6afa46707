#include "app/child_process.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

namespace ebru {
namespace {

/// A folder of its own for each test.
std::filesystem::path fresh_folder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    const std::filesystem::path folder =
        std::filesystem::path(testing::TempDir()) / (std::string("ebru_child_") + test->name());
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

ChildOrder shell(const std::filesystem::path& folder, const std::string& script) {
    return {
        .program = "/bin/sh", .arguments = {"-c", script}, .log = folder / "log", .listens = Listens::in_its_own_way};
}

/// Waits until `holds`, for at most half a minute.
template <class Condition>
bool eventually(const Condition& holds) {
    for (int i = 0; i < 3000; ++i) {
        if (holds()) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

int code_of(ChildProcess& child) {
    std::optional<int> code;
    eventually([&] { return (code = child.poll()).has_value(); });
    return code.value_or(-1);
}

/// Says that it runs, and, asked to stop, that it has saved.
std::string saving_script(const std::filesystem::path& folder) {
    return "trap 'sleep 0.2; echo saved > " + (folder / "saved").string() + "; exit 0' USR1; echo running > " +
           (folder / "running").string() + "; while :; do sleep 0.01; done";
}

TEST(ChildProcess, TellsHowItEnded) {
    const std::filesystem::path folder = fresh_folder();
    ChildProcess exits(shell(folder, "echo word; exit 3"));
    EXPECT_EQ(code_of(exits), 3);
    ChildProcess killed(shell(folder, "kill -9 $$"));
    EXPECT_EQ(code_of(killed), 128 + SIGKILL);
    ChildProcess absent({.program = folder / "nothing", .arguments = {}, .log = folder / "log"});
    EXPECT_EQ(code_of(absent), 127);
    std::ifstream log(folder / "log");
    std::string line;
    std::getline(log, line);
    EXPECT_EQ(line, "word");
}

TEST(ChildProcess, ARequestWaitsForACommandThatListensFromItsStart) {
    const std::filesystem::path folder = fresh_folder();
    ChildOrder order{.program = "/bin/sleep", .arguments = {"0.2"}, .log = folder / "log"};
    ChildProcess listens(order);
    listens.ask_to_stop();
    EXPECT_EQ(code_of(listens), 0);  // sleep never looks at what waits for it
    order.arguments = {"60"};
    order.listens = Listens::in_its_own_way;
    ChildProcess other(order);
    other.ask_to_stop();
    EXPECT_EQ(code_of(other), 128 + SIGUSR1);
}

TEST(ChildProcess, WhatItPrintsMayGoElsewhere) {
    const std::filesystem::path folder = fresh_folder();
    ChildOrder order = shell(folder, "echo result; echo complaint >&2");
    order.output = folder / "output";
    ChildProcess child(order);
    EXPECT_EQ(code_of(child), 0);
    EXPECT_EQ(text_of(folder / "output"), "result\n");
    EXPECT_EQ(text_of(folder / "log"), "complaint\n");
}

TEST(ChildProcess, ItsEndIsWaitedFor) {
    const std::filesystem::path folder = fresh_folder();
    {
        ChildProcess child(shell(folder, saving_script(folder)));
        ASSERT_TRUE(eventually([&] { return std::filesystem::exists(folder / "running"); }));
        child.ask_to_stop();
        child.ask_to_stop();
    }
    EXPECT_TRUE(std::filesystem::exists(folder / "saved"));
}

TEST(ChildProcess, AKilledParentLeavesItTimeToSaveWithTheFolderToItself) {
    const std::filesystem::path folder = fresh_folder();
    const pid_t parent = fork();
    if (parent == 0) {
        const std::optional<FolderLock> lock = FolderLock::try_take(folder);
        ChildOrder order = shell(folder, saving_script(folder));
        order.lock = &*lock;
        const ChildProcess child(order);
        eventually([&] { return std::filesystem::exists(folder / "running"); });
        raise(SIGKILL);
    }
    waitpid(parent, nullptr, 0);
    bool free_before_saved = false;
    EXPECT_TRUE(eventually([&] {
        const bool is_free = FolderLock::try_take(folder).has_value();  // looked at first: it may become so meanwhile
        const bool saved = std::filesystem::exists(folder / "saved");
        free_before_saved = free_before_saved || (is_free && !saved);
        return is_free && saved;
    }));
    EXPECT_FALSE(free_before_saved);
}

}  // namespace
}  // namespace ebru
