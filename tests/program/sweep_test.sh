#!/usr/bin/env bash
# ebru sweep as a user meets it: killed and started again, the same table; raised budgets, a job array, failures, bad decks.
. "$(dirname "$0")/common.sh"
reference=$2
export XDG_CACHE_HOME=$work/cache
make_idx images.idx 300
cat > sweep.toml <<'DECK'
[sweep]
seeds = [1, 2]
[forward]
preset = "transport"
[forward.data]
path = "images.idx"
[forward.schedule]
levels = 4
[grid.forward.transport]
Pe = [0.0, 10.0]
[data]
holdout = 8
labels = "none"
[network]
preset = "smoke"
[train]
batch = 4
steps = 8
log_every = 1
validate_every = 0
checkpoint_steps = 2
[sample]
count = 120
kept_states = 2
[evaluate]
extractors = ["physics"]
calibrations = false
kernel_subsets = 2
neighbour_samples = 8
DECK

"$ebru" sweep sweep.toml --dry-run > list.txt 2> err.txt || { fail "dry run: $(cat err.txt)"; finish; }
[ ! -e runs ] || fail "a dry run left files"
[ "$(grep -c '^run [1-4]: Pe=.*seed [12]; 8 updates, 4 network calls an image; .*train to do' list.txt)" = 4 ] || fail "no list of four runs: $(tail -5 list.txt)"
[ "$(grep -c '^Pe = 10.0' list.txt)" = 2 ] || fail "the resolved decks are not listed"

"$ebru" sweep sweep.toml -o whole > log.txt 2>&1 || { fail "the sweep fails: $(cat log.txt)"; finish; }
for file in table.csv table.json table.md corruption.json strips/Pe=10.0.png; do
  [ -s whole/$file ] || fail "no $file"
done
[ "$(grep -c '^Pe=' whole/table.csv)" = 2 ] || fail "not a row a case: $(cut -c1-80 whole/table.csv)"
if python3 -c 'import matplotlib' 2> /dev/null; then
  for file in metrics.png corruption.png samples.png; do [ -s whole/$file ] || fail "no $file"; done
fi

# What the table says but for times, which differ from run to run.
numbers() {
  awk -F, 'NR == 1 { for (i = 1; i <= NF; ++i) keep[i] = $i !~ /seconds/ } { for (i = 1; i <= NF; ++i) if (keep[i]) printf "%s,", $i; print "" }' "$1/table.csv"
}
numbers whole > whole.txt
[ "$(head -1 whole.txt | tr , '\n' | wc -l)" -gt 8 ] || fail "hardly any numbers: $(head -1 whole.txt)"

# The losses of a run, and what its samples were found to be. Weights themselves name the folder of their forward deck.
losses() { cut -d, -f1,3-5 "$1/train/log.csv"; }
judged() { grep -A8 frechet_distance "$1/evaluation/results.json"; }

# Nothing is made twice.
before=$(cksum whole/runs/*/*/*.pt whole/runs/*/*/*.h5; stat -c %y whole/runs/*/train/weights.pt)
"$ebru" sweep sweep.toml -o whole > log.txt 2>&1 || fail "a complete sweep fails: $(cat log.txt)"
[ "$before" = "$(cksum whole/runs/*/*/*.pt whole/runs/*/*/*.h5; stat -c %y whole/runs/*/train/weights.pt)" ] || fail "complete runs were made again"

# Killed at random moments, then with a child left alone that is still saving, and started again.
RANDOM=${EBRU_TEST_SEED:-$$}
echo "random seed $$"
for kill in 1 2 3; do
  "$ebru" sweep sweep.toml -o killed > log.txt 2>&1 &
  pid=$!
  sleep $((kill * 2)).$((RANDOM % 10))
  kill -9 $pid 2> /dev/null
  wait $pid 2> /dev/null
  [ $? = 137 ] || echo "kill $kill came too late"
done
"$ebru" sweep sweep.toml -o killed > log.txt 2>&1 || fail "the sweep does not go on after a kill: $(cat log.txt)"
numbers killed > killed.txt
cmp whole.txt killed.txt || fail "killed and started again: another table: $(diff whole.txt killed.txt)"
for run in whole/runs/*; do
  [ "$(losses "$run")" = "$(losses "killed${run#whole}")" ] || fail "killed and started again: another training"
done

# A larger budget goes on where the smaller one ended, and is what an uninterrupted run would be.
"$ebru" sweep sweep.toml -o whole --only 1 --set train.steps=12 > log.txt 2>&1 || fail "a raised budget fails: $(cat log.txt)"
"$ebru" sweep sweep.toml -o fresh --only 1 --set train.steps=12 > log.txt 2>&1 || fail "--only fails: $(cat log.txt)"
[ "$(echo fresh/runs/*)" = fresh/runs/Pe=0.0_seed1 ] || fail "--only 1 ran more than one: $(echo fresh/runs/*)"
[ "$(losses fresh/runs/Pe=0.0_seed1 | wc -l)" = 13 ] || fail "not twelve updates"
[ "$(losses whole/runs/Pe=0.0_seed1)" = "$(losses fresh/runs/Pe=0.0_seed1)" ] || fail "a raised budget is another training"
[ "$(judged whole/runs/Pe=0.0_seed1)" = "$(judged fresh/runs/Pe=0.0_seed1)" ] || fail "a raised budget leaves the old samples"

# A job array: one task a run, then the table.
"$ebru" sweep sweep.toml -o array --slurm array.sh > log.txt 2>&1 || fail "--slurm fails: $(cat log.txt)"
[ ! -e array ] || fail "--slurm ran something"
grep -q '^#SBATCH --array=1-4$' array.sh || fail "not four tasks: $(cat array.sh)"
if command -v shellcheck > /dev/null; then shellcheck array.sh || fail "shellcheck finds fault"; fi
SLURM_ARRAY_TASK_ID=2 bash array.sh > log.txt 2>&1 || fail "a task fails: $(cat log.txt)"
[ "$(judged whole/runs/Pe=0.0_seed2)" = "$(judged array/runs/Pe=0.0_seed2)" ] || fail "a task gives other samples"

# One run that fails: the others are made, the table too, the code is not 0. The stored chain is the other way to pairs.
mkdir -p failing/runs/Pe=0.0_seed1
touch failing/runs/Pe=0.0_seed1/train
"$ebru" sweep sweep.toml -o failing --set sweep.seeds='[1]' --set sweep.pairs=chain --set forward.chain.pairs=3 > out.txt 2> err.txt
[ $? = 2 ] || fail "a failed run: the exit code is not 2: $(cat err.txt)"
grep -qE '^ebru: 1 of 2 runs, the first one Pe=0.0, seed 1 \(train ended with exit code 2: .*\) see .*train.log' err.txt || fail "a failed run is not named: $(cat err.txt)"
[ "$(tail -n +2 failing/table.csv | cut -d, -f1-3 | tr '\n' ' ')" = "Pe=0.0,0.0,0 Pe=10.0,10.0,1 " ] || fail "no table of the others: $(cat failing/table.csv)"

expect() {
  local name=$1 pattern=$2
  shift 2
  refuses "$name" "$pattern" sweep "$@" -o out
  [ ! -e out ] || fail "$name: something was written"
}
expect "an empty list" "grid.forward.transport.Pe.*at least one" sweep.toml --set 'grid.forward.transport.Pe=[]'
expect "an unknown key of a stage" "train.stepps.*steps" sweep.toml --set train.stepps=3
expect "an unknown key of the forward deck" "transport.Pee.*Pe" sweep.toml --set forward.transport.Pee=3
expect "a key out of range in one case" "transport.Pe = -1.0.*out of range" sweep.toml --set 'grid.forward.transport.Pe=[0.0, -1.0]'
expect "an unknown table" "trian.*no stage" sweep.toml --set trian.steps=3
expect "a key set twice" "grid.forward.transport.Pe.*sets the same key" sweep.toml --set forward.transport.Pe=3
expect "a seed set twice" "train.seed.*sweep.seeds" sweep.toml --set train.seed=3
expect "two cases of equal name" "Pe=1.0.*same name" sweep.toml --set 'grid.forward.transport.Pe=[1.0, 1.0]'
expect "a sampler of another process" "sample.sampler" sweep.toml --set sample.sampler=ancestral
expect "a run that is not there" "only 5.*1 to 4" sweep.toml --only 5
expect "a missing deck" "absent.toml" absent.toml

# docs/deck_reference.md: the keys of [sweep] are those that a dry run resolves.
awk '/^# run/{exit} /^\[/{gsub(/[][]/, ""); table=$1} table == "sweep" && / = /{print "sweep." $1}' list.txt | sort -u > read.txt
grep -oE '`sweep\.[a-z_]+`' "$reference" | tr -d '`' | sort -u > documented.txt
diff read.txt documented.txt > difference.txt || fail "keys of [sweep] read (<) and documented (>): $(cat difference.txt)"
finish
