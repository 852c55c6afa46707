#!/usr/bin/env bash
# ebru sample, interpolate and evaluate over ranks and threads as a user meets them: one set of bytes, whatever the numbers of both; one rank
# killed, and the run gone on with on other numbers; bad set-ups, one message.
. "$(dirname "$0")/common.sh"
export OMP_NUM_THREADS=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_mpi_yield_when_idle=1
mpirun=${EBRU_MPIRUN:-mpirun}
make_idx images-idx3.idx 300
{
  printf '\x00\x00\x08\x01\x00\x00\x01\x2c'
  awk 'BEGIN { for (i = 0; i < 300; ++i) printf "%c", 1 + i % 3 }'
} > labels-idx1.idx
cat > forward.toml <<'DECK'
[process]
kind = "heat"
[data]
path = "images-idx3.idx"
[schedule]
levels = 4
DECK
cat > train.toml <<'DECK'
[data]
forward = "forward.toml"
[network]
preset = "smoke"
[train]
batch = 8
steps = 2
DECK
"$ebru" train train.toml -o run > log.txt 2>&1 || { fail "no weights: $(cat log.txt)"; finish; }

# over RANKS THREADS COMMAND...
over() {
  local ranks=$1 threads=$2
  shift 2
  if [ "$ranks" = 1 ]; then OMP_NUM_THREADS=$threads "$ebru" "$@"; else OMP_NUM_THREADS=$threads "$mpirun" -n "$ranks" "$ebru" "$@"; fi
}

# Batches of 20 are cut into slices of 8, 8 and 4; the last batch is shorter, and two ranks have none in the last round of four.
few=(--set sample.count=90 --set sample.batch=20 --set sample.kept_states=3)
settings=(--set evaluate.samples=86 --set evaluate.reference_images=120 --set evaluate.kernel_subsets=2 --set evaluate.neighbour_samples=4
  --set evaluate.perceptual_pairs=8 --set classifier.epochs=1 --set evaluate.calibrations=false)
ways=(--set 'interpolate.from=[0,2,4,6]' --set 'interpolate.to=[1,3,5,7]' --set interpolate.members=3)
for job in "1 1" "1 2" "2 1" "4 1"; do
  read -r ranks threads <<< "$job"
  name=${ranks}x$threads
  over "$ranks" "$threads" sample run -o "$name" "${few[@]}" > log.txt 2>&1 || { fail "sampling $name: $(cat log.txt)"; continue; }
  [ "$(grep -c "samples in" log.txt)" = 1 ] || fail "sampling $name: not one report: $(cat log.txt)"
  cmp 1x1/samples.h5 "$name/samples.h5" || fail "sampling $name has other bytes than 1x1"
  for file in samples.png contact_sheet.png run_log.json; do [ -s "$name/$file" ] || fail "$name: no $file"; done
  # Each with a cache of its own: the classifier is trained and all features are computed anew.
  XDG_CACHE_HOME=$work/cache_$name over "$ranks" "$threads" evaluate 1x1/samples.h5 -o "judged_$name" "${settings[@]}" > log.txt 2>&1 ||
    { fail "evaluation $name: $(cat log.txt)"; continue; }
  [ "$(grep -c "samples judged in" log.txt)" = 1 ] || fail "evaluation $name: not one report: $(cat log.txt)"
  sed '/"seconds"/d; s/cache_[0-9]x[0-9]//' "judged_$name/results.json" > "$name.json"
  diff 1x1.json "$name.json" > diff.txt || fail "the evaluation $name has other numbers than 1x1: $(head -5 diff.txt)"
done
grep -q '"ranks": 4' 4x1/run_log.json || fail "the run log does not name the ranks"
for ranks in 1 3; do
  over $ranks 1 interpolate run -o ways_$ranks "${ways[@]}" > log.txt 2>&1 || fail "ways on $ranks: $(cat log.txt)"
done
cmp ways_1/samples.h5 ways_3/samples.h5 || fail "ways of 3 ranks have other bytes than those of one"

# One of two ranks killed, whichever: the job ends by itself, and goes on on 1 and on 3.
many=(--set sample.count=90 --set sample.batch=5 --set sample.kept_states=3)
over 1 1 sample run -o whole "${many[@]}" > log.txt 2>&1 || fail "sampling: $(cat log.txt)"
RANDOM=${EBRU_TEST_SEED:-$$}
echo "random seed ${EBRU_TEST_SEED:-$$}"
# killed: kills one of two ranks at a random moment after the first batch. Fails when the run was over before.
killed() {
  over 2 1 sample run -o "$work/killed" "${many[@]}" > log.txt 2>&1 &
  local pid=$! code victims
  until [ -e killed/samples.h5.partial ] || ! kill -0 $pid 2> /dev/null; do sleep 0.01; done
  sleep 0.$((RANDOM % 4))
  mapfile -t victims < <(pgrep -f "^$ebru sample run -o $work/killed")
  [ ${#victims[@]} = 0 ] || kill -9 "${victims[$((RANDOM % ${#victims[@]}))]}" 2> /dev/null
  SECONDS=0
  wait $pid
  code=$?
  [ ! -e killed/samples.h5 ] || return 1
  [ $code != 0 ] || fail "a killed rank: exit code 0"
  [ $SECONDS -lt 60 ] || fail "a killed rank: the job took $SECONDS s to end"
  grep -qiE "signal 9|killed" log.txt || fail "a killed rank: no word on it: $(cat log.txt)"
}
until_hit killed killed
cp -r killed elsewhere
over 1 1 sample run -o killed "${many[@]}" --resume > log.txt 2>&1 || fail "from 2 ranks to 1: $(cat log.txt)"
cmp whole/samples.h5 killed/samples.h5 || fail "killed on 2 ranks, resumed on 1: other bytes"
over 3 1 sample run -o elsewhere "${many[@]}" --resume > log.txt 2>&1 || fail "from 2 ranks to 3: $(cat log.txt)"
cmp whole/samples.h5 elsewhere/samples.h5 || fail "killed on 2 ranks, resumed on 3: other bytes"
over 2 1 sample run -o killed "${many[@]}" --resume > log.txt 2>&1 || fail "a complete run: $(cat log.txt)"
grep -q "nothing to resume" log.txt || fail "a complete run: $(cat log.txt)"

# One message, from one rank.
refused() {
  local name=$1 pattern=$2
  shift 2
  timeout 60 "$mpirun" -n 2 "$@" > out.txt 2> err.txt
  local code=$?
  [ $code = 2 ] || fail "$name: exit code $code, not 2: $(cat err.txt)"
  [ "$(grep -c '^ebru: ' err.txt)" = 1 ] || fail "$name: not one message: $(cat err.txt)"
  grep -qE "^ebru: .*$pattern" err.txt || fail "$name: the message does not match '$pattern': $(cat err.txt)"
}
rank='${OMPI_COMM_WORLD_RANK:-${PMI_RANK:-0}}'
refused "one batch" "2 ranks for 1 batch of 64 .*sample.batch = 30.*at most 1 process" "$ebru" sample run -o out --set sample.count=60
refused "an existing result" "1x1/samples.h5" "$ebru" sample run -o 1x1 "${few[@]}"
refused "no such run" "absent" "$ebru" sample absent -o out
refused "settings that differ" "sampling deck of rank 1 .*seed" bash -c "exec \"\$0\" sample run -o out --set sample.seed=$rank" "$ebru"
refused "folders that differ" "does not see there" bash -c "mkdir -p at_$rank; cd at_$rank; exec \"\$0\" sample $work/run -o out --set sample.batch=8" "$ebru"
refused "evaluations that differ" "evaluation's settings of rank 1" \
  bash -c "exec \"\$0\" evaluate 1x1 -o out --set evaluate.calibrations=false --set evaluate.samples=\$((86 + $rank))" "$ebru"
[ ! -e out/samples.h5 ] || fail "a refused run left samples"
finish
