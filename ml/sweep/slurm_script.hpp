#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ebru {

/// What a job array runs.
struct SlurmArray {
    int runs = 1;     ///< tasks
    int threads = 1;  ///< cores of a task
    std::filesystem::path program;
    std::filesystem::path deck;
    std::filesystem::path output;
    std::vector<std::string> set;  ///< as of `--set`
};

/// A script for sbatch: one task a run, `ebru sweep DECK -o OUTPUT --only N`, queued again when it leaves with
/// exit_stopped. All paths in it are absolute, so that it may be submitted from anywhere. bash, clean under shellcheck.
std::string slurm_script(const SlurmArray& array);

}  // namespace ebru
