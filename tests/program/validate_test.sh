#!/usr/bin/env bash
# ebru validate as a user meets it: the report, wrong names and decks, a report that is there already.
. "$(dirname "$0")/common.sh"
export OMP_NUM_THREADS=1  # threads that wait for each other on busy cores take minutes

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
expect "no time step" "fourier = 1e-07 .*less than a time step.*at least" heat_modes --quick -o out --set fourier=1e-7
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
refuses "an earlier report" "output kept .*earlier report.*--overwrite" validate heat_modes --quick -o kept
"$ebru" validate heat_modes --quick -o kept --overwrite > out.txt 2> err.txt || fail "--overwrite: $(cat err.txt)"

# Verdicts that do not hold: with one or two time steps, whose sizes differ from grid to grid, no order is seen.
few_steps=(heat_modes --quick --set time_cells=12 --set fourier=1.2e-3 --set 'quick.sizes=[12,16,20,24]')
"$ebru" validate "${few_steps[@]}" -o failing > out.txt 2> err.txt
code=$?
grep -qE '^fails +heat_modes' out.txt || code=none
[ "$code" = 1 ] || fail "a study that fails ends with exit code $code: $(cat out.txt err.txt)"
rm failing/report.html
"$ebru" validate "${few_steps[@]}" -o failing --resume > out.txt 2> err.txt
code=$?
[ "$code" = 1 ] || fail "a failing study that is kept ends with exit code $code: $(cat out.txt err.txt)"
grep -qE '^kept +heat_modes +fails' out.txt && grep -q 'must lie in' out.txt || fail "a kept study does not say how it fails: $(cat out.txt)"

# What a stopped validation kept is taken over, not made again, and the report is that of one that was not stopped.
three=(fokker_planck heat_modes similarity --quick --no-figures)
results() { grep -v '"seconds"' "$1/results.json"; sed 's|<small>([^)]*)</small>||' "$1/report.html"; }
files() { stat -c '%n %y %i' cut/fokker_planck/* cut/heat_modes/*; }
"$ebru" validate "${three[@]}" -o whole > out.txt 2> err.txt || fail "three studies: $(cat out.txt err.txt)"
"$ebru" validate "${three[@]}" -o cut > out.txt 2> err.txt &
pid=$!
until [ -e cut/fokker_planck/result.json ] || ! kill -0 $pid 2> /dev/null; do sleep 0.01; done
kill -USR1 $pid
wait $pid
code=$?
[ "$code" = 75 ] || fail "SIGUSR1 ends a validation with exit code $code: $(cat out.txt err.txt)"
grep -q '^ebru: stopped after 2 of 3 studies.*--resume' err.txt || fail "no word on how to go on: $(cat err.txt)"
[ ! -e cut/results.json ] || fail "a stopped validation wrote a report"
files > before.txt
refuses "parts of a stopped validation" "output cut .*stopped.*--resume.*--overwrite" validate "${three[@]}" -o cut
"$ebru" validate "${three[@]}" -o cut --resume > out.txt 2> err.txt || fail "--resume: $(cat out.txt err.txt)"
for line in 'kept +fokker_planck +holds' 'kept +heat_modes +holds' 'holds +similarity '; do
  grep -qE "^$line" out.txt || fail "--resume does not say '$line': $(cat out.txt)"
done
files | cmp before.txt - || fail "--resume wrote what was kept"
cmp <(results whole) <(results cut) || fail "--resume gives another report"
diff -r -x results.json -x result.json -x report.html whole cut || fail "--resume gives other tables"

# A complete report has nothing to resume, and is not lost for a part, for more studies, another effort or deck.
stat -c '%n %y %i' cut/*.* > before.txt
"$ebru" validate "${three[@]}" -o cut --resume > out.txt 2> err.txt || fail "--resume of a complete report: $(cat err.txt)"
grep -q 'cut/report.html is complete: nothing to resume' out.txt || fail "--resume of a complete report says $(cat out.txt)"
"$ebru" validate similarity --quick -o cut --resume > out.txt 2> err.txt && grep -q 'nothing to resume' out.txt || fail "--resume of a part: $(cat out.txt err.txt)"
refuses "a report of others" "complete report of other studies: heat_modes, similarity" validate fokker_planck bhattacharyya --quick -o cut --resume
refuses "a report of another effort" "fokker_planck in it is of another effort" validate "${three[@]:0:3}" -o cut --resume
refuses "a report of another deck" "fokker_planck in it is of another deck" validate fokker_planck --quick -o cut --resume --set time=0.36
refuses "both" "resume excludes --overwrite" validate "${three[@]}" -o cut --resume --overwrite
stat -c '%n %y %i' cut/*.* | cmp before.txt - || fail "a report that is complete was touched"
refuses "nothing at all" "output nowhere .*no such folder.*leave --resume out" validate "${three[@]}" -o nowhere --resume
[ ! -e nowhere ] || fail "--resume left a folder behind"

# Of a stopped validation what is damaged, of another effort or deck is made again, and said; a study that ended with an error, too.
again() {
  local name=$1 why=$2
  shift 2
  rm -f cut/report.html cut/results.json
  "$ebru" validate fokker_planck --no-figures -o cut --resume "$@" > out.txt 2> err.txt || fail "$name: $(cat out.txt err.txt)"
  [ "$(grep -cE "^again +fokker_planck +what was kept is $why" out.txt)" = 1 ] || fail "$name is not said: $(cat out.txt)"
  grep -qE '^holds +fokker_planck' out.txt || fail "$name: it did not run again: $(cat out.txt)"
}
echo 1 >> cut/fokker_planck/rates.csv
again "a changed table" "damaged .fokker_planck/rates.csv has been changed" --quick
cmp {whole,cut}/fokker_planck/rates.csv || fail "a damaged table was not mended"
sed -i 's/"holds": true/"holds": false/' cut/fokker_planck/result.json
again "a changed record" "damaged .result.json has been changed" --quick
again "another deck" "of another deck" --quick --set time=0.36
again "another effort" "of another effort" --set time=0.36
for go_on in "" --resume; do
  TMPDIR=$work/nowhere "$ebru" validate chain_reproducibility --quick --no-figures -o error $go_on > out.txt 2> err.txt
  code=$?
  [ "$code" = 1 ] && grep -qE '^error +chain_reproducibility' out.txt || fail "an error $go_on ends with exit code $code: $(cat out.txt err.txt)"
done

# A stop that reaches the programs which a study has started is a stop of the validation, not an error of the study.
setsid "$ebru" validate chain_reproducibility fokker_planck --quick --no-figures -o group > out.txt 2> err.txt &
pid=$!
until [ -n "$(cat "/proc/$pid/task/$pid/children" 2> /dev/null)" ] || ! kill -0 $pid 2> /dev/null; do sleep 0.01; done
kill -USR1 -- -$pid
wait $pid
code=$?
[ "$code" = 75 ] || fail "SIGUSR1 to all processes ends with exit code $code: $(cat out.txt err.txt)"
if grep -q '^error' out.txt; then fail "a study is blamed for a stop: $(cat out.txt)"; fi

# --overwrite begins anew: what it was stopped before is not taken from the report that it replaces.
"$ebru" validate "${three[@]}" -o cut --overwrite > out.txt 2> err.txt &
pid=$!
until grep -q '^holds' out.txt || ! kill -0 $pid 2> /dev/null; do sleep 0.01; done
kill -USR1 $pid
wait $pid
[ ! -e cut/report.html ] && [ ! -e cut/similarity/result.json ] || fail "--overwrite keeps what it is to replace"
finish
