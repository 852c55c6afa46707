#!/usr/bin/env bash
# ebru evaluate as a user meets it: one page and one file of numbers, the same numbers again; bad input, one message; the page that names its keys.
. "$(dirname "$0")/common.sh"
reference=$2
export OMP_NUM_THREADS=1 XDG_CACHE_HOME=$work/cache
make_idx images-idx3.idx 1200
{
  printf '\x00\x00\x08\x01\x00\x00\x04\xb0'
  awk 'BEGIN { for (i = 0; i < 1200; ++i) printf "%c", 1 + i % 3 }'
} > labels-idx1.idx
# A chain whose level 0 is the data stands for samples.
cat > forward.toml <<'DECK'
[process]
kind = "heat"
[data]
path = "images-idx3.idx"
count = 1200
[schedule]
levels = 1
Fo_max = 0.001
[chain]
full_samples = -1
full_levels = [0]
DECK
"$ebru" forward forward.toml -o forward > log.txt 2>&1 || { fail "no chain: $(cat log.txt)"; finish; }
few=(--set evaluate.samples=110 --set evaluate.reference_images=300 --set evaluate.kernel_subsets=2 --set evaluate.neighbour_samples=8
  --set evaluate.perceptual_pairs=8 --set classifier.epochs=1)

"$ebru" evaluate forward/chain.h5 -o first "${few[@]}" > log.txt 2>&1 || { fail "the evaluation fails: $(cat log.txt)"; finish; }
for file in results.json report.html samples.png neighbours.png; do
  [ -s first/$file ] || fail "no $file"
done
grep -q 'Frechet distance (classifier)' log.txt || fail "no Frechet distance is printed: $(cat log.txt)"
grep -q 'FID' log.txt first/report.html && fail "a number is called FID without InceptionV3"
for word in frechet_distance kernel_distance coverage inception_score accuracy hash average_weights split blurred_4 noise mean_distance; do
  grep -q "\"$word\"" first/results.json || fail "results.json lacks $word"
done
# Images that are in the training set are found there.
grep -q '"smallest_distance": 0.0' first/results.json || fail "training images are not recognised"

# Again, with what the cache holds: the same numbers.
"$ebru" evaluate forward/chain.h5 -o second "${few[@]}" > log.txt 2>&1 || fail "the second evaluation fails: $(cat log.txt)"
grep -q 'classifier:' log.txt && fail "the classifier is trained twice"
for run in first second; do sed '/"seconds"/d' $run/results.json > $run.json; done
cmp first.json second.json || fail "the second evaluation has other numbers"

before=$(cksum first/results.json)
refuses "existing results" "first/results.json.*--overwrite" evaluate forward/chain.h5 -o first "${few[@]}"
refuses "no samples" "absent.*does not exist" evaluate absent -o out
mkdir empty
refuses "an empty folder" "empty.*holds no samples.h5" evaluate empty -o out
refuses "an unknown extractor" 'evaluate.extractors.*choose from: classifier' evaluate forward/chain.h5 -o out --set 'evaluate.extractors=["inception"]'
refuses "fewer samples than features" '20 images are too few.*84 features.*at least 85' evaluate forward/chain.h5 -o out --set evaluate.samples=20
refuses "a misspelt key" 'evaluate.sampels' evaluate forward/chain.h5 -o out --set evaluate.sampels=3
refuses "a file that is no module" 'torchscript.file.*no TorchScript module' evaluate forward/chain.h5 -o out \
  --set 'evaluate.extractors=["torchscript"]' --set 'torchscript.file="forward.toml"' --set torchscript.size=[28,28] --set torchscript.channels=1
mv labels-idx1.idx hidden.idx
refuses "data without labels" 'no labels.*evaluate.label_file' evaluate forward/chain.h5 -o out --set 'evaluate.extractors=["classifier"]'
[ "$before" = "$(cksum first/results.json)" ] || fail "a refused run changed the results"
[ ! -e out ] || fail "a refused run left files"

# docs/deck_reference.md: every key that is read is documented.
"$ebru" evaluate forward/chain.h5 -o out --dry-run --set 'evaluate.label_file="hidden.idx"' > resolved.txt 2> err.txt || fail "dry run: $(cat err.txt)"
[ ! -e out ] || fail "a dry run left files"
awk '/^\[/{gsub(/[][]/, ""); table=$1 "."; next} /^[a-z_]+ = /{print table $1}' resolved.txt | sort -u > read.txt
[ "$(wc -l < read.txt)" -gt 15 ] || fail "only $(wc -l < read.txt) keys are read"
printf 'torchscript.%s\n' file name size channels replicate_channel range method output inception_v3 >> read.txt
while read -r key; do
  grep -qF "\`$key\`" "$reference" || fail "$key is not in the deck reference"
done < read.txt
finish
