#!/usr/bin/env bash
# SIGUSR1 at random moments of every stage: exit code 75, or 0 where it had finished; what was kept is completed by --resume to the bytes of an
# uninterrupted run. EBRU_SIGNALS moments a stage (default 2), drawn from EBRU_TEST_SEED (default 8).
. "$(dirname "$0")/common.sh"
signals=${EBRU_SIGNALS:-2}
RANDOM=${EBRU_TEST_SEED:-8}
echo "random seed ${EBRU_TEST_SEED:-8}, $signals moments a stage"
export OMP_NUM_THREADS=1 XDG_CACHE_HOME=$work/cache
make_idx images.idx 600
make_deck forward.toml 'batch = 4'
printf '[data]\nforward = "online.toml"\n[network]\npreset = "smoke"\n[train]\nbatch = 8\nsteps = 16\nlog_every = 1\ncheckpoint_steps = 5\n' > train.toml
printf '[process]\nkind = "heat"\n[data]\npath = "images.idx"\n[schedule]\nlevels = 6\n' > online.toml
cat > ensemble.toml <<'DECK'
seed = 3
[ensemble]
experiment = "random-walk"
particles = 150000
[gaussian]
levels = 1000
beta_min = 0.01
beta_max = 0.2
[pictures]
plots = "off"
DECK

# listens PID: whether it takes SIGUSR1 by now, or holds it back for the program that it becomes (bit 10 of what is caught or blocked). A shell that has not
# yet become ebru catches it too.
listens() {
  case $(readlink "/proc/$1/exe") in */ebru | */ebru_ml) ;; *) return 1 ;; esac
  awk '/^Sig(Cgt|Blk):/ { digit = substr($2, length($2) - 2, 1); if (index("2367abefABEF", digit)) found = 1 } END { exit !found }' "/proc/$1/status" 2> /dev/null
}

now() { echo $(($(date +%s%N) / 1000000)); }

stopped_runs=0 finished_runs=0 milliseconds=0
# one STAGE OUT COMMAND...: one signal at a random moment of the command's time, then --resume.
one() {
  local stage=$1 out=$2 code start took
  shift 2
  rm -rf "$out" "$XDG_CACHE_HOME"
  start=$(now)
  "$@" -o "$out" > log.txt 2>&1 &
  local pid=$!
  # Twice: for a moment of the exec, the file is ebru's already and the caught signals are still the shell's.
  until { listens $pid && sleep 0.01 && listens $pid; } || ! kill -0 $pid 2> /dev/null; do sleep 0.002; done
  sleep "$(awk -v t="$milliseconds" -v r="$RANDOM" 'BEGIN { print t * r / 32768 / 1000 }')"
  kill -USR1 $pid 2> /dev/null
  wait $pid
  code=$?
  case $code in
    0)
      finished_runs=$((finished_runs + 1))
      took=$(($(now) - start))
      # The cores may be freer than they were: aim at the time that it takes now.
      [ "$took" -ge "$milliseconds" ] || milliseconds=$took
      return
      ;;
    75) stopped_runs=$((stopped_runs + 1)) ;;
    *) fail "$stage: exit code $code: $(tail -3 log.txt)"; return ;;
  esac
  [ "$(grep -c 'stopping as soon as' log.txt)" -le 1 ] || fail "$stage: the stop is announced more than once"
  grep -qE '^ebru: .*(--resume|go on with)' log.txt || fail "$stage: no word on how to go on: $(cat log.txt)"
  "$@" -o "$out" --resume > log.txt 2>&1 || fail "$stage: --resume ends with $?: $(tail -3 log.txt)"
}

# stage NAME BYTES COMMAND...: BYTES prints, of a folder, what has to be the same.
stage() {
  local name=$1 bytes=$2 start i
  shift 2
  start=$(now)
  # In a folder of one name, since results name the files that they were made from.
  "$@" -o "out_$name" > log.txt 2>&1 || { fail "$name: the uninterrupted run fails: $(tail -3 log.txt)"; return; }
  milliseconds=$(($(now) - start))
  rm -rf "whole_$name"
  mv "out_$name" "whole_$name"
  $bytes "whole_$name" > whole.txt
  [ -s whole.txt ] || fail "$name: nothing to compare"
  stopped_runs=0 finished_runs=0
  for ((i = 1; i <= signals; ++i)); do
    one "$name" "out_$name" "$@"
    $bytes "out_$name" > cut.txt
    cmp whole.txt cut.txt || fail "$name, moment $i: other bytes than of an uninterrupted run"
  done
  echo "$name: $stopped_runs stopped and resumed, $finished_runs finished; $milliseconds ms each"
}

chain() { cksum < "$1/chain.h5"; cksum < "$1/contact_sheet.png"; }
rows() { (cd "$1" && cksum -- *.h5 *.csv *.png 2> /dev/null); }
weights() { cksum < "$1/weights.pt"; cut -d, -f1,3-5 "$1/log.csv"; }
samples() { cksum < "$1/samples.h5"; cksum < "$1/samples.png"; }
judgement() { sed '/"seconds"/d; /"deck"/d; /"started"/d; /"ended"/d' "$1/results.json"; }
runs() { local run; for run in "$1"/runs/*; do echo "${run#"$1"}"; cut -d, -f1,3-5 "$run/train/log.csv"; cksum < "$run/samples/samples.h5"; done; }
claims() { sed '/"seconds"/d' "$1/results.json"; (cd "$1" && cksum -- */*.csv); sed 's|<small>([^)]*)</small>||' "$1/report.html"; }
pipeline() { chain "$1/images"; if [ -d "$1/network" ]; then weights "$1/network"; samples "$1/samples"; fi; }

slow=(--set transport.method=lbm --set schedule.levels=40)
stage forward chain "$ebru" forward forward.toml "${slow[@]}" --set data.count=400
stage ensemble rows "$ebru" ensemble ensemble.toml
if "$ebru" validate --list > /dev/null 2>&1; then
  stage validate claims "$ebru" validate fokker_planck bhattacharyya kernel_density_bias linear_flows similarity --quick --no-figures
fi
printf '[stage.images]\ncommand = "forward"\ndeck = "forward.toml"\nset = ["schedule.levels=40", "transport.method=lbm", "data.count=100"]\n' > pipeline.toml
if "$ebru" train --help > /dev/null 2>&1; then
  cat >> pipeline.toml <<'DECK'
[stage.network]
command = "train"
deck = "train.toml"
[stage.samples]
command = "sample"
from = "network"
set = ["sample.count=20", "sample.batch=4"]
DECK
  stage train weights "$ebru" train train.toml
  stage sample samples "$ebru" sample whole_train --set sample.count=60 --set sample.batch=6
  stage interpolate samples "$ebru" interpolate whole_train --set interpolate.members=16
  stage evaluate judgement "$ebru" evaluate whole_sample --set 'evaluate.extractors=["physics"]' --set evaluate.reference_images=400 \
    --set evaluate.samples=60 --set evaluate.kernel_subsets=2 --set evaluate.neighbour_samples=8
  make_sweep_deck sweep.toml '[1]' 6
  stage sweep runs "$ebru" sweep sweep.toml
fi
stage run pipeline "$ebru" run pipeline.toml
finish
