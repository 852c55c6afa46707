#!/usr/bin/env bash
# ebru converge as a user meets it: orders, the report, and what is refused before anything runs.
. "$(dirname "$0")/common.sh"
# Three smooth images of 16 x 16 pixels: coarse grids resolve what is left of them.
{
  printf '\x00\x00\x08\x03\x00\x00\x00\x03\x00\x00\x00\x10\x00\x00\x00\x10'
  awk 'BEGIN { pi = atan2(0, -1); for (i = 0; i < 768; ++i) printf "%c", 80 + 40 * cos(pi * (i % 16 + 0.5) / 16) * cos(pi * (int(i / 16) % 16 + 0.5) / 16) }'
} > images.idx
cat > deck.toml <<'DECK'
[data]
path = "images.idx"
[schedule]
levels = 3
Fo_min = 0.005
Fo_max = 0.03
[transport]
Pe = 20.0
[velocity]
kind = "cellular"
DECK

expect() {
  local name=$1 pattern=$2
  shift 2
  "$ebru" converge "$@" > out.txt 2> err.txt
  local code=$?
  [ "$code" = 2 ] || fail "$name: exit code $code, not 2: $(cat err.txt)"
  grep -qE "^ebru: .*$pattern" err.txt || fail "$name: the message does not match '$pattern': $(cat err.txt)"
  grep -qE '^ebru: .+ \(.+\) .+' err.txt || fail "$name: not 'problem (why) advice': $(cat err.txt)"
  [ ! -e out ] || fail "$name: an output folder was left behind"
}

expect "one grid" "--refine 1 .*give 2 to 16" deck.toml --refine 1 -o out
expect "too many grids" "--refine 17 " deck.toml --refine 17 -o out
expect "more memory than there is" "--refine 16 .*GB of memory.*give at most" deck.toml --refine 16 -o out
expect "misspelt key" "transport.Pee.*Pe" deck.toml -o out --set transport.Pee=3
expect "a level beyond the last" "--level 4 .*levels 1 to 3" deck.toml --level 4 -o out
expect "more images than there are" "--images 4 .*give 1 to 3" deck.toml --images 4 -o out
expect "a file velocity" "velocity.kind = \"file\" .*belong to one grid" deck.toml -o out --set 'velocity.kind="file"' --set velocity.path=images.idx
expect "a scale by the largest cell" "velocity.scale = \"max\" .*use scale = \"rms\"" deck.toml -o out --set 'velocity.kind="walls"' --set 'velocity.scale="max"'
expect "waves beyond the grid" "velocity.m_max = 8 .*less than 8" deck.toml -o out --set 'velocity.kind="stream"' --set velocity.m_max=8
expect "a deck that is not there" "nowhere.toml" nowhere.toml -o out
touch file
expect "unwritable folder" "--output file/out" deck.toml --refine 2 -o file/out

"$ebru" converge deck.toml --refine 4 -o out > out.txt 2> err.txt || fail "the good deck: $(cat out.txt err.txt)"
order=$(sed -nE 's/.*Fitted order of the L2 error in double: ([0-9.]+) over 3 grids.*/\1/p' out.txt)
awk -v order="$order" 'BEGIN { exit !(order > 1.8 && order < 2.2) }' || fail "order '$order' of the 16 x 16 deck: $(cat out.txt)"
for file in report.html results.json convergence/errors.csv; do
  [ -s "out/$file" ] || fail "no out/$file"
done
[ "$(grep -c ',double,' out/convergence/errors.csv)" = 3 ] || fail "not three grids: $(cat out/convergence/errors.csv)"
mv out kept
"$ebru" converge deck.toml --refine 2 -o kept > out.txt 2> err.txt
[ $? = 2 ] || fail "an earlier report is not refused"
"$ebru" converge deck.toml --refine 2 --level 1 --images 2 -o kept --overwrite > out.txt 2> err.txt || fail "--overwrite: $(cat err.txt)"
grep -q 'One error has no order' out.txt || fail "two grids: $(cat out.txt)"

"$ebru" converge deck.toml --refine 3 --set 'velocity.kind="none"' --set transport.Pe=0 > out.txt 2> err.txt || fail "Pe = 0: $(cat err.txt)"
grep -q 'the exact solution' out.txt || fail "pure diffusion has an exact reference: $(cat out.txt)"
finish
