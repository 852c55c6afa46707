#include "ml/sweep/slurm_script.hpp"

#include <fmt/format.h>

#include "app/shell_word.hpp"

namespace ebru {

std::string slurm_script(const SlurmArray& array) {
    const std::string output = std::filesystem::absolute(array.output).lexically_normal().string();
    std::string command =
        fmt::format("{} sweep {} -o {}", shell_word(array.program.string()),
                    shell_word(std::filesystem::absolute(array.deck).lexically_normal().string()), shell_word(output));
    for (const std::string& assignment : array.set) {
        command += " --set " + shell_word(assignment);
    }
    return fmt::format(
        "#!/usr/bin/env bash\n"
        "# A run of the sweep a task; a task that was stopped goes on when the script is submitted again.\n"
        "# Afterwards, for the table: {0}\n"
        "#SBATCH --job-name=ebru_sweep\n"
        "#SBATCH --array=1-{1}\n"
        "#SBATCH --cpus-per-task={2}\n"
        "#SBATCH --output=ebru_sweep_%A_%a.log\n"
        "#SBATCH --signal=B:TERM@60\n"
        "set -euo pipefail\n"
        "exec {0} --only \"$SLURM_ARRAY_TASK_ID\"\n",
        command, array.runs, array.threads);
}

}  // namespace ebru
