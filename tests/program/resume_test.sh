#!/usr/bin/env bash
# Killed at five random moments and resumed: the same bytes as an uninterrupted run. SIGTERM saves and says how to go on.
. "$(dirname "$0")/common.sh"
make_idx images.idx 120
make_deck deck.toml 'batch = 3'
export OMP_NUM_THREADS=1
RANDOM=${EBRU_TEST_SEED:-$$}
echo "random seed $$"

slow=(--set transport.method=lbm --set schedule.levels=40)
start=$(date +%s%N)
"$ebru" forward deck.toml -o whole "${slow[@]}" > log.txt 2>&1 || fail "the uninterrupted run fails: $(cat log.txt)"
milliseconds=$((($(date +%s%N) - start) / 1000000))

# start OUT ARGS...: a run in the background ($pid) that has begun to write its chain.
start() {
  local out=$1
  shift
  "$ebru" forward deck.toml -o "$out" "${slow[@]}" "$@" > log.txt 2>&1 &
  pid=$!
  until [ -e "$out/chain.h5.partial.journal" ] || ! kill -0 $pid 2> /dev/null; do sleep 0.002; done
}

# killed OUT ARGS...: kills such a run at a random moment. Fails when the run was over before.
killed() {
  start "$@"
  sleep "$(awk -v t=$milliseconds -v r=$RANDOM 'BEGIN { print t * 0.6 * r / 32768 / 1000 }')"
  kill -9 $pid 2> /dev/null
  wait $pid 2> /dev/null
  [ -e "$1/chain.h5.partial.journal" ] && [ ! -e "$1/chain.h5" ]
}

for i in 1 2 3 4 5; do
  out=killed_$i
  until_hit $out killed $out
  # Every other one is killed again while it resumes, if it can be caught.
  [ $((i % 2)) = 0 ] || killed $out --resume
  "$ebru" forward deck.toml -o $out "${slow[@]}" --resume > log.txt 2>&1 || fail "resume $i fails: $(cat log.txt)"
  cmp whole/chain.h5 $out/chain.h5 || fail "kill $i: the file differs"
done

start termed
kill -TERM $pid
wait $pid
code=$?
[ "$code" = 143 ] || fail "SIGTERM: exit code $code, not 143: $(cat log.txt)"
grep -q -- "--resume" log.txt || fail "SIGTERM: no word on how to go on: $(cat log.txt)"
[ ! -e termed/chain.h5 ] || fail "SIGTERM: a chain under the final name"
"$ebru" forward deck.toml -o termed "${slow[@]}" --resume --set run.batch=7 > log.txt 2>&1 || fail "resume after SIGTERM: $(cat log.txt)"
cmp whole/chain.h5 termed/chain.h5 || fail "SIGTERM: the file differs"

until_hit other killed other
"$ebru" forward deck.toml -o other "${slow[@]}" --set transport.Pe=20 --resume > log.txt 2>&1
[ $? = 2 ] || fail "resuming with another deck is not refused: $(cat log.txt)"
grep -q "Pe" log.txt || fail "the difference of the decks is not named: $(cat log.txt)"
finish
