#!/usr/bin/env bash
# ebru sample and ebru interpolate as a user meets them: resumed and batched, the same samples; bad input, one message; the page that names their keys.
. "$(dirname "$0")/common.sh"
reference=$2
export OMP_NUM_THREADS=1
make_idx images.idx 40
cat > forward.toml <<'DECK'
[process]
kind = "heat"
[data]
path = "images.idx"
[schedule]
levels = 6
DECK
cat > train.toml <<'DECK'
[data]
forward = "forward.toml"
[network]
preset = "smoke"
[train]
batch = 8
steps = 4
DECK
"$ebru" train train.toml -o run > log.txt 2>&1 || { fail "no weights: $(cat log.txt)"; finish; }
sed 's/^kind = "heat"/kind = "gaussian"/; s/^\[schedule\]/[gaussian]\nkind = "vp"/' forward.toml > vp_forward.toml
sed 's/forward.toml/vp_forward.toml/; s/^\[network\]/[objective]\nkind = "score"\n&/' train.toml > vp.toml
"$ebru" train vp.toml -o vp > log.txt 2>&1 || { fail "no weights of VP: $(cat log.txt)"; finish; }

# A chain like any other, with its pictures; the same bytes again, and in the same batches after an interruption.
few=(--set sample.count=12 --set sample.batch=4 --set sample.kept_states=3)
"$ebru" sample run -o whole "${few[@]}" > log.txt 2>&1 || { fail "sampling fails: $(cat log.txt)"; finish; }
for file in samples.h5 samples.png contact_sheet.png run_log.json fields/image_000000.pvd; do
  [ -s whole/$file ] || fail "no $file"
done
"$ebru" info whole/samples.h5 > info.txt 2>&1 || fail "samples are no chain: $(cat info.txt)"
grep -q "reverse of" info.txt || fail "info does not say what the chain is: $(cat info.txt)"
"$ebru" sample run -o again "${few[@]}" > log.txt 2>&1 || fail "the second run fails: $(cat log.txt)"
cmp whole/samples.h5 again/samples.h5 || fail "the same samples have other bytes"
killed() {
  "$ebru" sample run -o stopped "${few[@]}" > log.txt 2>&1 &
  local pid=$!
  until [ -e stopped/samples.h5.partial ] || ! kill -0 $pid 2> /dev/null; do sleep 0.002; done
  kill -9 $pid 2> /dev/null
  wait $pid 2> /dev/null
  [ -e stopped/samples.h5.partial ] && [ ! -e stopped/samples.h5 ]
}
until_hit stopped killed
"$ebru" sample run -o stopped "${few[@]}" --resume > log.txt 2>&1 || fail "the resumed run fails: $(cat log.txt)"
cmp whole/samples.h5 stopped/samples.h5 || fail "killed and resumed: other samples"
"$ebru" interpolate run -o ways --set interpolate.from=[0] --set interpolate.to=[1] --set interpolate.members=5 > log.txt 2>&1 ||
  fail "interpolation fails: $(cat log.txt)"
[ -s ways/samples.png ] || fail "no picture of the way"
for sampler in ancestral reverse-diffusion reverse-sde flow-euler flow-midpoint flow-heun; do
  "$ebru" sample vp -o "vp_$sampler" --set sample.count=2 --set sample.steps=3 --set "sample.sampler=\"$sampler\"" > log.txt 2>&1 ||
    fail "$sampler: $(cat log.txt)"
done

before=$(cksum whole/samples.h5)
refuses "no such run" "absent" sample absent -o out
refuses "an existing result" "whole/samples.h5" sample run -o whole
head -c 20000 run/weights.pt > cut.pt
refuses "truncated weights" "cut.pt.*truncated" sample cut.pt -o out
refuses "a sampler of another process" 'sample.sampler.*choose from: level' sample run -o out --set 'sample.sampler="ancestral"'
refuses "an unknown sampler" 'sample.sampler.*flow-heun' sample vp -o out --set 'sample.sampler="magic"'
refuses "a prior that the process does not have" 'sample.prior.*pushed-forward' sample run -o out --set 'sample.prior="normal"'
refuses "a misspelt key" 'sample.cuont.*count' sample run -o out --set sample.cuont=3
refuses "ways without ends" "interpolate.to" interpolate run -o out --set interpolate.from=[0] --set interpolate.to=[1,2]
sed 's/^levels = 6/levels = 7/' forward.toml > other.toml
refuses "another process" 'trained on process [0-9a-f]{16}.*this deck is process [0-9a-f]{16}.*levels' \
  sample run -o out --set 'sample.forward="other.toml"'
[ "$before" = "$(cksum whole/samples.h5)" ] || fail "a refused run changed the samples"
[ ! -e out/samples.h5 ] || fail "a refused run left samples"

# docs/deck_reference.md: every key that is read is documented.
{
  "$ebru" sample run -o out --dry-run
  for sampler in ancestral reverse-sde flow-adaptive; do
    "$ebru" sample vp -o out --dry-run --set "sample.sampler=\"$sampler\"" --set 'sample.prior="fitted"'
  done
  "$ebru" sample vp -o out --dry-run --set 'sample.variance="data"' --set sample.data_deviation=0.5
  "$ebru" sample vp -o out --dry-run --set 'sample.sampler="reverse-sde"' --set sample.corrector_steps=1
  "$ebru" interpolate run -o out --dry-run
} > resolved.txt 2> err.txt || fail "dry runs: $(cat err.txt)"
awk '/^\[/{gsub(/[][]/, ""); table=$1 "."; next} /^[a-z_]+ = /{print table $1}' resolved.txt | grep -E '^(sample|interpolate)\.' | sort -u > read.txt
[ "$(wc -l < read.txt)" -gt 18 ] || fail "only $(wc -l < read.txt) keys are read"
while read -r key; do
  grep -qF "\`$key\`" "$reference" || fail "$key is not in the deck reference"
done < read.txt
finish
