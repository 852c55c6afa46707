#!/usr/bin/env bash
# The job scripts of examples/slurm, and the one of ebru sweep --slurm, against stand-ins for sbatch, srun and scontrol (tests/program/stand_in):
# no fault found by shellcheck; the same bytes as without a queue, however often the job is stopped and queued again.
. "$(dirname "$0")/common.sh"
source_folder=$(cd "$(dirname "$2")/.." && pwd)
here=$source_folder/tests/program
scripts=$source_folder/examples/slurm
export OMP_NUM_THREADS=1 XDG_CACHE_HOME=$work/cache STAND_IN=$work/queue EBRU=$ebru EBRU_DEVICE=cpu
mkdir "$STAND_IN"
PATH=$here/stand_in:$PATH
unset SLURM_JOB_ID SLURM_ARRAY_TASK_ID

if command -v shellcheck > /dev/null; then
  shellcheck "$scripts"/*.sh "$here"/stand_in/* || fail "shellcheck finds fault"
else
  echo "SKIPPED: shellcheck is not there, the job scripts are not checked by it"
fi
for script in "$scripts"/*.sh; do
  for word in 'set -euo pipefail' '--version' '--signal=' 'OMP_NUM_THREADS=' '--open-mode=append'; do
    grep -qF -- "$word" "$script" || fail "$(basename "$script") lacks $word"
  done
done

make_idx images.idx 60
make_deck forward.toml 'batch = 4'
if command -v mpirun > /dev/null; then
  tasks=2
  # Until the command runs over ranks in this build, the scripts are tried with one task.
  PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe mpirun -n 2 "$ebru" forward forward.toml --dry-run > log.txt 2>&1 || tasks=1
  "$ebru" forward forward.toml -o plain > log.txt 2>&1 || fail "the plain run fails: $(cat log.txt)"
  sbatch --nodes=1 --ntasks-per-node=$tasks "$scripts/cpu.sh" forward.toml queued > log.txt 2>&1 || fail "cpu.sh fails: $(cat log.txt)"
  cmp plain/chain.h5 queued/chain.h5 || fail "cpu.sh makes another chain"
  grep -q "^ebru [0-9]" log.txt || fail "cpu.sh does not say which build runs: $(head -5 log.txt)"

  # Stopped by the signal that the step gets, and submitted again.
  slow=$work/slow.toml
  sed 's/levels = 12/levels = 60/' forward.toml > "$slow"
  printf '[transport]\nmethod = "lbm"\n' >> "$slow"
  "$ebru" forward "$slow" -o plain_slow > log.txt 2>&1 || fail "the slow run fails: $(cat log.txt)"
  code=75 starts=0
  while [ $code = 75 ] && [ $starts -lt 40 ]; do
    STAND_IN_SECONDS=$((1 + starts)) sbatch --nodes=1 --ntasks-per-node=$tasks "$scripts/cpu.sh" "$slow" stopped > log.txt 2>&1
    code=$?
    starts=$((starts + 1))
  done
  [ $code = 0 ] || fail "cpu.sh with a signal ends with $code: $(tail -5 log.txt)"
  echo "cpu.sh: $tasks tasks, $starts starts"
  cmp plain_slow/chain.h5 stopped/chain.h5 || fail "cpu.sh, stopped and submitted again: another chain"
else
  echo "SKIPPED: no mpirun to stand in for srun"
fi

# A pipeline that queues itself again until it is done.
printf '[stage.images]\ncommand = "forward"\ndeck = "forward.toml"\nset = ["schedule.levels=60", "transport.method=lbm"]\n' > pipeline.toml
if "$ebru" train --help > /dev/null 2>&1; then
  printf '[process]\nkind = "heat"\n[data]\npath = "images.idx"\n[schedule]\nlevels = 6\n' > online.toml
  printf '[data]\nforward = "online.toml"\n[network]\npreset = "smoke"\n[train]\nbatch = 4\nsteps = 8\n' > train.toml
  printf '[stage.network]\ncommand = "train"\ndeck = "train.toml"\n' >> pipeline.toml
fi
"$ebru" run pipeline.toml -o plain_pipeline > log.txt 2>&1 || fail "the pipeline fails: $(cat log.txt)"
: > "$STAND_IN/calls"
# One thread, as without the queue: the last bits of a training depend on their number.
STAND_IN_SECONDS=2 sbatch --cpus-per-task=1 "$scripts/requeue.sh" pipeline.toml pipeline > log.txt 2>&1 || fail "requeue.sh fails: $(tail -5 log.txt)"
cat "$STAND_IN/calls"
grep -q '^scontrol requeue 1001' "$STAND_IN/calls" || echo "the pipeline was over before the signal: nothing was queued again"
cmp plain_pipeline/images/chain.h5 pipeline/images/chain.h5 || fail "requeue.sh makes another chain"
if [ -e plain_pipeline/network ]; then
  cmp plain_pipeline/network/weights.pt pipeline/network/weights.pt || fail "requeue.sh makes other weights"
  # A job that is stopped more often than it is allowed to start again.
  EBRU_MOST_RESTARTS=0 STAND_IN_SECONDS=0.3 sbatch --cpus-per-task=1 "$scripts/requeue.sh" pipeline.toml endless > log.txt 2>&1
  code=$?
  [ $code = 75 ] || [ $code = 0 ] || fail "a job that may not start again ends with $code: $(tail -5 log.txt)"

  if command -v mpirun > /dev/null; then
    ranks=2
    PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe mpirun -n 2 "$ebru" train train.toml --dry-run > log.txt 2>&1 || ranks=1
    sbatch --ntasks-per-node=$ranks "$scripts/gpu.sh" train.toml gpu > log.txt 2>&1 || fail "gpu.sh fails: $(tail -5 log.txt)"
    [ -s gpu/weights.pt ] || fail "gpu.sh trains nothing"
  fi

  # A job array.
  make_sweep_deck sweep.toml '[1, 2]' 4
  "$ebru" sweep sweep.toml -o array --slurm array.sh > log.txt 2>&1 || fail "--slurm fails: $(cat log.txt)"
  STAND_IN_SECONDS=4 sbatch array.sh > log.txt 2>&1 || fail "the job array fails: $(tail -5 log.txt)"
  sbatch --array=1-2 "$scripts/array.sh" sweep.toml array > log.txt 2>&1 || fail "array.sh fails: $(tail -5 log.txt)"
  for run in array/runs/*; do [ -e "$run/evaluate.done" ] || fail "$run is not complete"; done
  [ "$(echo array/runs/* | wc -w)" = 2 ] || fail "not two runs"
fi
finish
