#!/usr/bin/env bash
# ebru train as a user meets it: killed at random moments and resumed, the same weights; bad input, one message; the page that names its keys.
. "$(dirname "$0")/common.sh"
reference=$2
export OMP_NUM_THREADS=1
make_idx images.idx 40
make_deck forward.toml
"$ebru" forward forward.toml -o chain > log.txt 2>&1 || { fail "no chain: $(cat log.txt)"; finish; }
cat > train.toml <<'DECK'
[data]
chain = "chain/chain.h5"
holdout = 8
[network]
preset = "smoke"
[train]
batch = 4
steps = 30
warmup = 4
log_every = 1
validate_every = 10
validation_images = 4
checkpoint_steps = 3
DECK

"$ebru" train train.toml --dry-run > resolved.txt 2> err.txt || fail "dry run: $(cat err.txt)"
[ ! -e runs ] || fail "a dry run left files"
grep -qx 'preconditioning = "none"' resolved.txt || fail "images in [0, 1] are not taken as they are"

# Images of another range: the network sees them as of [0, 1], and its noise is 1 % of the range.
sed 's/^path = .*/&\nrange = [0.95, 1.05]/' forward.toml > narrow_forward.toml
sed 's/^chain = .*/forward = "narrow_forward.toml"/' train.toml > narrow.toml
"$ebru" train narrow.toml --dry-run > narrow.txt 2> err.txt || fail "dry run of a narrow range: $(cat err.txt)"
for line in 'preconditioning = "range"' 'range_low = 0.95' 'range_high = 1.05'; do
  grep -qx "$line" narrow.txt || fail "a narrow range: no $line"
done
grep -qE '^noise = 0\.00(1|0999)[0-9]*$' narrow.txt || fail "a narrow range: $(grep ^noise narrow.txt)"

"$ebru" train train.toml -o whole > log.txt 2>&1 || { fail "the uninterrupted run fails: $(cat log.txt)"; finish; }
for file in weights.pt checkpoint.pt log.csv levels.csv validation.csv run_log.json deck.toml samples_0000030.png; do
  [ -s whole/$file ] || fail "no $file"
done

RANDOM=${EBRU_TEST_SEED:-$$}
echo "random seed $$"

rows() { wc -l 2> /dev/null < "$1/log.csv" || echo 0; }

# killed OUT ARGS...: kills a run at a random moment after its log has grown. Fails when the run was over before.
killed() {
  local out=$1 before
  before=$(rows "$out")
  "$ebru" train train.toml -o "$@" > log.txt 2>&1 &
  local pid=$!
  until [ "$(rows "$out")" -gt $((before + 1)) ] || ! kill -0 $pid 2> /dev/null; do sleep 0.005; done
  sleep 0.0$((RANDOM % 10))
  kill -9 $pid 2> /dev/null
  wait $pid 2> /dev/null
  [ $? = 137 ]
}

until_hit killed killed killed
until_hit killed killed killed --resume
killed killed --resume
"$ebru" train train.toml -o killed --resume > log.txt 2>&1 || fail "the resumed run fails: $(cat log.txt)"
cmp whole/weights.pt killed/weights.pt || fail "killed and resumed: other weights"
for run in whole killed; do cut -d, -f1,3-5 $run/log.csv > $run.txt; done
cmp whole.txt killed.txt || fail "killed and resumed: another log"
"$ebru" train train.toml -o killed --resume > log.txt 2>&1 || fail "resuming a finished run fails"
grep -q "nothing to resume" log.txt || fail "a finished run is not called so: $(cat log.txt)"

# A run goes on with the threads that it was begun with, whatever the load, unless told otherwise.
"$ebru" --threads 3 train train.toml -o three --set train.steps=3 > log.txt 2>&1 || fail "three threads: $(cat log.txt)"
env -u OMP_NUM_THREADS "$ebru" train train.toml -o three --resume --set train.steps=6 > log.txt 2>&1 || fail "resuming with three threads: $(cat log.txt)"
grep -q "3 threads, as this run was begun with" log.txt || fail "no word on the threads: $(cat log.txt)"
grep -q '"threads": 3' three/run_log.json || fail "a resumed run has other threads: $(grep threads three/run_log.json)"
"$ebru" --threads 1 train train.toml -o three --resume --set train.steps=9 > log.txt 2>&1 || fail "resuming with one thread: $(cat log.txt)"
grep -q "begun with 3" log.txt || fail "no warning of other threads: $(cat log.txt)"

# The wall time, of the deck or of the command, ends a run with the code that batch jobs wait for, and the word on how to go on.
"$ebru" train train.toml -o timed --set train.steps=1000000 --set train.wall_time=3 > log.txt 2>&1
[ $? = 75 ] || fail "wall time: the exit code is not 75: $(cat log.txt)"
grep -q -- "-o timed.*--resume" log.txt || fail "wall time: no word on how to go on: $(cat log.txt)"
[ -s timed/checkpoint.pt ] || fail "wall time: no checkpoint"
"$ebru" --wall-time 0:03 train train.toml -o timed --resume --set train.steps=1000000 > log.txt 2>&1
[ $? = 75 ] || fail "--wall-time: the exit code is not 75: $(cat log.txt)"

expect() { local name=$1 pattern=$2; shift 2; refuses "$name" "$pattern" train "$@"; }
before=$(cksum whole/*.pt)
expect "an existing run" "whole.*--resume.*--overwrite" train.toml -o whole
expect "resuming nothing" "nowhere" train.toml -o nowhere --resume
expect "resuming with another deck" "learning_rate" train.toml -o whole --resume --set train.steps=40 --set train.learning_rate=1.0
expect "another network's weights" "whole/weights.pt.*another network" \
  train.toml -o out --set network.channels=24 --set train.start_from=whole/weights.pt
head -c 20000 whole/checkpoint.pt > cut.pt
expect "truncated weights" "cut.pt.*truncated" train.toml -o out --set train.start_from=cut.pt
expect "unknown objective" "objective.kind.*less-degraded" train.toml -o out --set objective.kind=nothing
expect "misspelt key" "train.stepps.*steps" train.toml -o out --set train.stepps=3
expect "a missing chain" "absent.h5" train.toml -o out --set data.chain=absent.h5
expect "a device that is not there" "device tpu9.*cpu" train.toml -o out --device tpu9
[ "$before" = "$(cksum whole/*.pt)" ] || fail "a refused run changed the weights"
[ ! -e out/weights.pt ] || fail "a refused run left weights"

# One training at a time in a folder; that of a killed process is gone on with at once.
"$ebru" train train.toml -o shared --set train.steps=1000000 > log.txt 2>&1 &
pid=$!
until [ "$(rows shared)" -gt 4 ] || ! kill -0 $pid 2> /dev/null; do sleep 0.01; done
before=$(rows shared)
for option in --resume --overwrite; do
  expect "a second training, $option" "shared .process [0-9]+ on .+ trains in it" train.toml -o shared $option
done
kill -9 $pid || fail "the first training ended: $(cat log.txt)"
wait $pid 2> /dev/null
[ "$(rows shared)" -ge "$before" ] || fail "a refused training cut the log of the other"
"$ebru" train train.toml -o shared --resume --set train.steps=9 > log.txt 2>&1 || fail "after kill -9: $(cat log.txt)"

# docs/deck_reference.md: every key of [train] is documented, and every documented one is read.
printf '[train]\ndecay = "cosine"\ndecay_steps = 999\nstart_from = "whole/weights.pt"\n' > all.toml
sed '/^\[train\]/d' train.toml | sed '/^steps/,$d; /^batch/d' >> all.toml
"$ebru" train all.toml --dry-run > resolved.txt 2> err.txt || fail "dry run of all keys: $(cat err.txt)"
awk '/^\[/{gsub(/[][]/, ""); table=$1} table == "train" && / = /{print "train." $1}' resolved.txt | sort > read.txt
grep -oE '`train\.[a-z0-9_]+`' "$reference" | tr -d '`' | sort -u > documented.txt
[ "$(wc -l < read.txt)" -gt 20 ] || fail "only $(wc -l < read.txt) keys of [train] are read"
diff read.txt documented.txt > difference.txt || fail "keys of [train] read (<) and documented (>): $(cat difference.txt)"
finish
