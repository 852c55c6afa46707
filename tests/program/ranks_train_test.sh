#!/usr/bin/env bash
# ebru train over ranks as a user meets it: two ranks against one, one rank killed, and the run gone on with on other numbers of ranks.
. "$(dirname "$0")/common.sh"
export OMP_NUM_THREADS=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
mpirun=${EBRU_MPIRUN:-mpirun}
make_idx images.idx 40
make_deck forward.toml
"$ebru" forward forward.toml -o chain > log.txt 2>&1 || { fail "no chain: $(cat log.txt)"; finish; }
cat > train.toml <<'DECK'
[data]
chain = "chain/chain.h5"
holdout = 8
[network]
preset = "smoke"
dropout = 0.0
[train]
batch = 8
steps = 30
warmup = 4
log_every = 1
validate_every = 10
validation_images = 8
checkpoint_steps = 3
DECK

# train RANKS ARGS...
train() {
  local ranks=$1
  shift
  if [ "$ranks" = 1 ]; then "$ebru" train train.toml "$@"; else "$mpirun" -n "$ranks" "$ebru" train train.toml "$@"; fi
}

train 1 -o one > log.txt 2>&1 || { fail "one rank: $(cat log.txt)"; finish; }
train 1 -o parts --set train.accumulate=2 > log.txt 2>&1 || { fail "one rank, two parts: $(cat log.txt)"; finish; }
train 2 -o two > log.txt 2>&1 || { fail "two ranks: $(cat log.txt)"; finish; }
grep -q "2 ranks, .* % of the time" log.txt || fail "no word on the ranks: $(cat log.txt)"
[ "$(grep -c "updates in" log.txt)" = 2 ] || fail "not one report and one line of progress: $(cat log.txt)"
for file in weights.pt checkpoint.pt log.csv levels.csv validation.csv run_log.json deck.toml samples_0000030.png; do
  [ -s two/$file ] || fail "no $file"
done
grep -q '"ranks": 2' two/run_log.json || fail "the run log does not name the ranks"

# Two ranks and two parts of one rank add the same gradients: losses, norms and rates of all updates and the numbers of images by level, to
# the last digit.
for run in parts two; do
  cut -d, -f1,3-5 $run/log.csv > $run.txt
  cut -d, -f1-3 $run/levels.csv >> $run.txt
done
cmp parts.txt two.txt || fail "two ranks do not have the bits of two parts"

# Two ranks and one part of one rank add in another order. The first update starts from the same weights: its loss is the mean of 8 floats,
# its norm the root of sums of squares of gradients, each the float sum of 8 images of 784 pixels: a random walk of roundings gives
# sqrt(6272) x 6e-8 = 5e-6 of the absolute terms. Later on Adam, which divides by the gradient's own size, carries the round-off of small
# gradients into the weights: what is left over from it after 30 updates was 2e-5 of the loss when this was written.
awk -F, 'NR == FNR { loss[$1] = $3; norm[$1] = $4; next }
  function off(a, b) { return (a > b ? a - b : b - a) / b }
  FNR > 1 { if (off($3, loss[$1]) > ($1 == 1 ? 1e-6 : 1e-3) || off($4, norm[$1]) > ($1 == 1 ? 1e-5 : 1e-2)) { print; bad = 1 }
            if (off($3, loss[$1]) > most) most = off($3, loss[$1]) }
  END { print "losses of one and two ranks differ by at most", most; exit bad || FNR != 31 }' one/log.csv two/log.csv > off.txt ||
  fail "two ranks learn something else than one: $(cat off.txt)"
cat off.txt

rows() { wc -l 2> /dev/null < "$1/log.csv" || echo 0; }

# kill_one OUT RANKS ARGS...: kills one of the ranks, whichever, when the log has grown. The job must end by itself. Fails when it had ended before.
kill_one() {
  local out=$1 ranks=$2 before pid victims code
  shift 2
  before=$(rows "$out")
  train "$ranks" -o "$work/$out" "$@" > log.txt 2>&1 &
  pid=$!
  until [ "$(rows "$out")" -gt $((before + 4)) ] || ! kill -0 $pid 2> /dev/null; do sleep 0.02; done
  mapfile -t victims < <(pgrep -f "^$ebru train train.toml -o $work/$out")
  [ ${#victims[@]} = 0 ] || kill -9 "${victims[$((RANDOM % ${#victims[@]}))]}" 2> /dev/null
  SECONDS=0
  wait $pid
  code=$?
  [ "$(rows "$out")" -lt 31 ] || return 1
  echo "killed one of ${#victims[@]} ranks: exit code $code after $SECONDS s"
  [ $code != 0 ] || fail "a killed rank: exit code 0"
  [ $SECONDS -lt 60 ] || fail "a killed rank: the job took $SECONDS s to end"
  grep -qiE "signal 9|killed" log.txt || fail "a killed rank: no word on it: $(cat log.txt)"
}

RANDOM=${EBRU_TEST_SEED:-$$}
echo "random seed $$"
until_hit killed kill_one killed 2
cp -r killed elsewhere
train 2 -o killed --resume > log.txt 2>&1 || fail "the resumed run fails: $(cat log.txt)"
cmp two/weights.pt killed/weights.pt || fail "killed and resumed on two ranks: other weights"
train 1 -o elsewhere --resume --set train.steps=24 > log.txt 2>&1 || fail "from 2 to 1: $(cat log.txt)"
train 4 -o elsewhere --resume > log.txt 2>&1 || fail "from 1 to 4: $(cat log.txt)"
awk -F, 'NR == FNR { loss[$1] = $3; next } FNR > 1 { d = $3 / loss[$1] - 1; if (d > 1e-3 || d < -1e-3) { print; bad = 1 } }
  END { exit bad || FNR != 31 }' one/log.csv elsewhere/log.csv > off.txt || fail "on changing numbers of ranks: $(cat off.txt)"

# One message, from one rank.
refused() {
  local name=$1 pattern=$2
  shift 2
  timeout 60 "$mpirun" -n 2 "$@" 2>&1 > out.txt | tr -d "\0" > err.txt
  local code=${PIPESTATUS[0]}
  [ $code = 2 ] || fail "$name: exit code $code, not 2: $(cat err.txt)"
  # MPI ends its own text with a zero; mpirun ends the others by SIGTERM first, which they answer
  [ "$(grep '^ebru: ' err.txt | grep -vc '^ebru: stopping as soon as')" = 1 ] || fail "$name: not one message: $(cat err.txt)"
  grep -qE "^ebru: .*$pattern" err.txt || fail "$name: the message does not match '$pattern': $(cat err.txt)"
}
refused "too few images" "train.batch = 1 .*2 ranks.*at most 1 rank" "$ebru" train train.toml -o out --set train.batch=1
refused "an existing run" "two.*--resume.*--overwrite" "$ebru" train train.toml -o two
refused "decks that differ" "training deck of rank 1 .*learning_rate" \
  bash -c 'exec "$0" train train.toml -o out --set train.learning_rate=0.$((${OMPI_COMM_WORLD_RANK:-${PMI_RANK:-0}} + 1))' "$ebru"
# A rank that fails alone, at a draw that the other does not have, says so and ends the job, which would wait for it for ever.
cp chain/chain.h5 damaged.h5
printf '\xff%.0s' {1..400} | dd of=damaged.h5 bs=4 seek=$(($(stat -c %s damaged.h5) * 3 / 16)) conv=notrunc 2> /dev/null
refused "one rank fails" "rank [01] of 2: .*damaged.h5.*not finite" "$ebru" train train.toml -o fails --set data.chain=damaged.h5 --set data.prefetch=false --set data.holdout=0
[ ! -e out/checkpoint.pt ] || fail "a refused run left a checkpoint"
finish
