#!/usr/bin/env bash
# ebru validate as a user meets it: the report, wrong names and decks, a report that is there already.
. "$(dirname "$0")/common.sh"

expect() {
  local name=$1 pattern=$2
  shift 2
  "$ebru" validate "$@" > out.txt 2> err.txt
  local code=$?
  [ "$code" = 2 ] || fail "$name: exit code $code, not 2: $(cat err.txt)"
  grep -qE "^ebru: .*$pattern" err.txt || fail "$name: the message does not match '$pattern': $(cat err.txt)"
  grep -qE '^ebru: .+ \(.+\) .+' err.txt || fail "$name: not 'problem (why) advice': $(cat err.txt)"
  [ ! -e out ] || fail "$name: an output folder was left behind"
}

"$ebru" validate --list > list.txt || fail "--list"
grep -q '^heat_modes ' list.txt || fail "--list does not name heat_modes: $(cat list.txt)"

# A build without PETSc says what it cannot run; one with it says nothing of the kind.
if grep -q '^referee_heat .*cannot run' list.txt; then
  expect "a study that this build lacks PETSc for" "referee_heat .*this build has no PETSc" referee_heat -o out
fi

expect "unknown study" "heat_mode .*did you mean heat_modes" heat_mode -o out
expect "misspelt key" "fouriers.*did you mean .*fourier" heat_modes -o out --set fouriers=1
expect "out of range" "fourier = -1" heat_modes -o out --set fourier=-1
expect "three grids" "quick.sizes.*at least 4" heat_modes --quick -o out --set 'quick.sizes=[8,16,32]'
expect "a deck for all" "--deck and --set.*name the one study" -o out --set fourier=0.01
expect "a deck that is not there" "nowhere.toml" heat_modes -o out --deck nowhere.toml
touch file
expect "unwritable folder" "--output file/out" heat_modes --quick -o file/out

"$ebru" validate heat_modes --quick -o out > out.txt 2> err.txt || fail "heat_modes --quick: $(cat out.txt err.txt)"
for file in report.html results.json heat_modes/second_order.csv; do
  [ -s "out/$file" ] || fail "no out/$file"
done
if python3 -c 'import matplotlib' 2> /dev/null; then
  [ -s out/heat_modes/second_order.png ] || fail "no figure: $(cat err.txt)"
fi
mv out kept
"$ebru" validate heat_modes --quick -o kept > out.txt 2> err.txt
[ $? = 2 ] || fail "an earlier report is not refused"
"$ebru" validate heat_modes --quick -o kept --overwrite > out.txt 2> err.txt || fail "--overwrite: $(cat err.txt)"

# A verdict that does not hold: with next to no diffusion round-off is all that is left, and no order is seen.
"$ebru" validate heat_modes --quick -o failing --set time_cells=8 --set fourier=1e-7 > out.txt 2> err.txt
code=$?
[ "$code" = 1 ] || fail "a study that fails ends with exit code $code: $(cat out.txt err.txt)"
finish
