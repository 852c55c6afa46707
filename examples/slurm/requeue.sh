#!/usr/bin/env bash
# A pipeline of any length in a queue of short jobs: before its time is over the job saves, leaves and queues itself again.
#   sbatch --export=ALL,EBRU=$(command -v ebru) examples/slurm/requeue.sh examples/18_pipeline/pipeline.toml /scratch/me/pipeline
#SBATCH --job-name=ebru_requeue
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=8
#SBATCH --time=01:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=%x_%j.log
# B: this script gets the signal and passes it on; 300 s are for saving.
#SBATCH --signal=B:USR1@300
set -euo pipefail

deck=${1:?usage: sbatch requeue.sh DECK OUTPUT}
output=${2:?usage: sbatch requeue.sh DECK OUTPUT}
ebru=${EBRU:-ebru}
most=${EBRU_MOST_RESTARTS:-100}
stopped=75  # saved, not finished
unheard=138 # ended by SIGUSR1 before it listened: nothing was begun

signalled=
child=
trap 'signalled=yes; if [ -n "$child" ]; then kill -USR1 "$child" 2>/dev/null || true; fi' USR1
trap 'signalled=yes; if [ -n "$child" ]; then kill -TERM "$child" 2>/dev/null || true; fi' TERM

export SRUN_CPUS_PER_TASK=${SLURM_CPUS_PER_TASK:-1}
export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1} OMP_PLACES=threads

echo "job ${SLURM_JOB_ID:-none}, start $((${SLURM_RESTART_COUNT:-0} + 1)), on ${SLURM_JOB_NODELIST:-$(hostname)}, $(date -u +%FT%TZ)"
"$ebru" --version

# In the background, since the shell runs a trap only between commands and inside wait.
"$ebru" run "$deck" -o "$output" --resume &
child=$!
if [ -n "$signalled" ]; then kill -USR1 "$child"; fi
signalled=yes
while [ -n "$signalled" ]; do  # a trap ends a wait before the child has ended
  signalled=
  code=0
  wait "$child" || code=$?
done

if [ "$code" -eq "$unheard" ]; then code=$stopped; fi
if [ "$code" -eq "$stopped" ]; then
  if [ "${SLURM_RESTART_COUNT:-0}" -ge "$most" ]; then
    echo "restarted $most times (EBRU_MOST_RESTARTS): not queued again"
    exit "$code"
  fi
  scontrol requeue "${SLURM_JOB_ID:?not in a job of Slurm}"
  exit 0
fi
exit "$code"
