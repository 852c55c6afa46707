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

killed_on_the_way=0
for i in 1 2 3 4 5; do
  out=killed_$i
  mode=
  # Kill, perhaps more than once, and go on until a run survives.
  for attempt in 1 2 3; do
    "$ebru" forward deck.toml -o $out "${slow[@]}" $mode > log.txt 2>&1 &
    pid=$!
    sleep "$(awk -v t=$milliseconds -v r=$RANDOM 'BEGIN { print t * (0.05 + 0.8 * r / 32768) / 1000 }')"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    if [ -e $out/chain.h5.partial.journal ]; then
      mode=--resume
      killed_on_the_way=$((killed_on_the_way + 1))
    elif [ -e $out/chain.h5 ]; then
      break
    fi
    [ $RANDOM -lt 16384 ] && break
  done
  if [ ! -e $out/chain.h5 ]; then
    "$ebru" forward deck.toml -o $out "${slow[@]}" $mode > log.txt 2>&1 || fail "resume $i fails: $(cat log.txt)"
  fi
  cmp whole/chain.h5 $out/chain.h5 || fail "kill $i: the file differs"
done
[ $killed_on_the_way -ge 3 ] || fail "only $killed_on_the_way kills hit a run on its way"

"$ebru" forward deck.toml -o termed "${slow[@]}" > log.txt 2>&1 &
pid=$!
sleep "$(awk -v t=$milliseconds 'BEGIN { print t * 0.4 / 1000 }')"
kill -TERM $pid
wait $pid
code=$?
[ "$code" = 143 ] || fail "SIGTERM: exit code $code, not 143: $(cat log.txt)"
grep -q -- "--resume" log.txt || fail "SIGTERM: no word on how to go on: $(cat log.txt)"
[ ! -e termed/chain.h5 ] || fail "SIGTERM: a chain under the final name"
"$ebru" forward deck.toml -o termed "${slow[@]}" --resume --set run.batch=7 > log.txt 2>&1 || fail "resume after SIGTERM: $(cat log.txt)"
cmp whole/chain.h5 termed/chain.h5 || fail "SIGTERM: the file differs"

"$ebru" forward deck.toml -o other "${slow[@]}" > log.txt 2>&1 &
pid=$!
sleep "$(awk -v t=$milliseconds 'BEGIN { print t * 0.4 / 1000 }')"
kill -9 $pid
wait $pid 2>/dev/null
"$ebru" forward deck.toml -o other "${slow[@]}" --set transport.Pe=20 --resume > log.txt 2>&1
[ $? = 2 ] || fail "resuming with another deck is not refused: $(cat log.txt)"
grep -q "Pe" log.txt || fail "the difference of the decks is not named: $(cat log.txt)"
finish
