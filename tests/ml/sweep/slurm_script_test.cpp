#include "ml/sweep/slurm_script.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>

#include <cstdlib>

#include "tests/ml/sweep/sweep_folder.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

SlurmArray array_of(const std::filesystem::path& folder) {
    return {.runs = 10,
            .threads = 2,
            .program = folder / "pro gram",
            .deck = "/decks/it's.toml",
            .output = "/runs/x",
            .set = {"train.steps=5", "network.preset=\"smoke\""}};
}

TEST(SlurmScript, AsksForATaskARun) {
    EXPECT_TRUE(contains(slurm_script(array_of("/bin")),
                         {"#!/usr/bin/env bash\n", "#SBATCH --array=1-10\n", "#SBATCH --cpus-per-task=2\n",
                          "#SBATCH --signal=B:USR1@300\n", "#SBATCH --requeue\n"}));
}

/// Runs the script with a program that does as `says` and a scontrol that notes its words; its exit code.
int code_of(const std::filesystem::path& folder, const std::string& says) {
    for (const auto& [name, text] :
         {std::pair{"pro gram", says},
          std::pair{"scontrol", std::string("echo \"$*\" > \"$(dirname \"$0\")/queued\"")}}) {
        write_text(folder / name, "#!/bin/sh\n" + text + "\n");
        std::filesystem::permissions(folder / name, std::filesystem::perms::owner_all);
    }
    const std::filesystem::path script = write_text(folder / "array.sh", slurm_script(array_of(folder)));
    const int status = std::system(("cd " + folder.string() + " && PATH=" + folder.string() +
                                    ":$PATH SLURM_JOB_ID=9 SLURM_ARRAY_TASK_ID=7 bash " + script.string())
                                       .c_str());
    return WEXITSTATUS(status);
}

TEST(SlurmScript, IsQueuedAgainWhenItsCommandWasStopped) {
    const std::filesystem::path folder = fresh_folder();
    EXPECT_EQ(code_of(folder, "exit 3"), 3);
    EXPECT_FALSE(std::filesystem::exists(folder / "queued"));
    EXPECT_EQ(code_of(folder, "[ \"$1\" = --version ] || exit 75"), 0);
    std::string words;
    std::getline(std::ifstream(folder / "queued"), words);
    EXPECT_EQ(words, "requeue 9");
}

TEST(SlurmScript, PassesTheSignalOnAndWaitsForTheEnd) {
    const std::filesystem::path folder = fresh_folder();
    // Signals the script twice; saves after the first that comes back.
    EXPECT_EQ(code_of(folder,
                      "[ \"$1\" = --version ] && exit 0\n"
                      "trap 'sleep 0.2; echo saved > saved; exit 75' USR1\n"
                      "kill -USR1 $PPID\nsleep 0.05\nkill -USR1 $PPID\n"
                      "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done\nexit 4"),
              0);
    EXPECT_TRUE(std::filesystem::exists(folder / "saved"));
    EXPECT_TRUE(std::filesystem::exists(folder / "queued"));
}

TEST(SlurmScript, RunsTheCommandWithEveryWordWhole) {
    const std::filesystem::path folder = fresh_folder();
    write_text(folder / "pro gram",
               "#!/bin/sh\n[ \"$1\" = --version ] || printf '<%s>' \"$@\" > \"$(dirname \"$0\")/words\"\n");
    const std::filesystem::path script = write_text(folder / "array.sh", slurm_script(array_of(folder)));
    std::filesystem::permissions(folder / "pro gram", std::filesystem::perms::owner_all);
    ASSERT_EQ(std::system(("SLURM_ARRAY_TASK_ID=7 bash " + script.string()).c_str()), 0);
    std::string words;
    std::getline(std::ifstream(folder / "words"), words);
    EXPECT_EQ(words,
              "<sweep></decks/it's.toml><-o></runs/x><--set><train.steps=5><--set><network.preset=\"smoke\">"
              "<--only><7>");
    if (std::system("command -v shellcheck > /dev/null") == 0) {
        EXPECT_EQ(std::system(("shellcheck " + script.string()).c_str()), 0);
    }
}

}  // namespace
}  // namespace ebru
