#include "ml/sweep/slurm_script.hpp"

#include <gtest/gtest.h>

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
                         {"#!/usr/bin/env bash\n", "#SBATCH --array=1-10\n", "#SBATCH --cpus-per-task=2\n"}));
}

TEST(SlurmScript, RunsTheCommandWithEveryWordWhole) {
    const std::filesystem::path folder = fresh_folder();
    write_text(folder / "pro gram", "#!/bin/sh\nprintf '<%s>' \"$@\" > \"$(dirname \"$0\")/words\"\n");
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
