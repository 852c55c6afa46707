#!/usr/bin/env bash
# A sweep as a job array: one run a task. ebru sweep DECK -o OUTPUT --slurm FILE writes such a script for a deck, with the right number of
# tasks; this one is for decks of 32 runs. Afterwards, for the table: ebru sweep DECK -o OUTPUT
#   sbatch --export=ALL,EBRU=$(command -v ebru) examples/slurm/array.sh examples/08_pe_sweep/sweep.toml /scratch/me/pe_sweep
#SBATCH --job-name=ebru_array
#SBATCH --array=1-32%8
#SBATCH --cpus-per-task=4
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=%x_%A_%a.log
#SBATCH --signal=B:USR1@300
set -euo pipefail

deck=${1:?usage: sbatch array.sh DECK OUTPUT}
output=${2:?usage: sbatch array.sh DECK OUTPUT}
ebru=${EBRU:-ebru}
stopped=75  # saved, not finished

signalled=
child=
trap 'signalled=yes; if [ -n "$child" ]; then kill -USR1 "$child" 2>/dev/null || true; fi' USR1
trap 'signalled=yes; if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null || true; fi' TERM

export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1} OMP_PLACES=threads

echo "job ${SLURM_ARRAY_JOB_ID:-none}, task ${SLURM_ARRAY_TASK_ID:?not in a job array}, on ${SLURM_JOB_NODELIST:-$(hostname)}, $(date -u +%FT%TZ)"
"$ebru" --version

# In the background, since the shell runs a trap only between commands and inside wait.
"$ebru" sweep "$deck" -o "$output" --only "$SLURM_ARRAY_TASK_ID" &
child=$!
if [ -n "$signalled" ]; then kill -USR1 "$child"; fi
signalled=yes
while [ -n "$signalled" ]; do  # a trap ends a wait before the child has ended
  signalled=
  code=0
  wait "$child" || code=$?
done

if [ "$code" -eq "$stopped" ]; then
  scontrol requeue "${SLURM_JOB_ID:?not in a job of Slurm}"
  exit 0
fi
exit "$code"
