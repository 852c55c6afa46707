#include "ml/sweep/slurm_script.hpp"

#include <fmt/format.h>

#include "app/shell_word.hpp"

namespace ebru {

namespace {

/// As examples/slurm/array.sh, where it is explained.
constexpr const char* script = R"sh(#!/usr/bin/env bash
# A run of the sweep a task; a task whose time is over saves, leaves and is queued again.
# Afterwards, for the table: {command}
#SBATCH --job-name=ebru_sweep
#SBATCH --array=1-{runs}
#SBATCH --cpus-per-task={threads}
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=%x_%A_%a.log
#SBATCH --signal=B:USR1@300
set -euo pipefail
stopped=75  # saved, not finished
signalled=
child=
trap 'signalled=yes; if [ -n "$child" ]; then kill -USR1 "$child" 2>/dev/null || true; fi' USR1
trap 'signalled=yes; if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null || true; fi' TERM
export OMP_NUM_THREADS="${{SLURM_CPUS_PER_TASK:-{threads}}}" OMP_PLACES=threads
echo "job ${{SLURM_ARRAY_JOB_ID:-none}}, task ${{SLURM_ARRAY_TASK_ID:?not in a job array}}, $(date -u +%FT%TZ)"
{program} --version

{command} --only "$SLURM_ARRAY_TASK_ID" &
child=$!
if [ -n "$signalled" ]; then kill -USR1 "$child"; fi
signalled=yes
while [ -n "$signalled" ]; do
  signalled=
  code=0
  wait "$child" || code=$?
done
if [ "$code" -eq "$stopped" ]; then
  scontrol requeue "${{SLURM_JOB_ID:?not in a job of Slurm}}"
  exit 0
fi
exit "$code"
)sh";

}  // namespace

std::string slurm_script(const SlurmArray& array) {
    const std::string output = std::filesystem::absolute(array.output).lexically_normal().string();
    std::string command =
        fmt::format("{} sweep {} -o {}", shell_word(array.program.string()),
                    shell_word(std::filesystem::absolute(array.deck).lexically_normal().string()), shell_word(output));
    for (const std::string& assignment : array.set) {
        command += " --set " + shell_word(assignment);
    }
    return fmt::format(script, fmt::arg("command", command), fmt::arg("runs", array.runs),
                       fmt::arg("threads", array.threads), fmt::arg("program", shell_word(array.program.string())));
}

}  // namespace ebru
