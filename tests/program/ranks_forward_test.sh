#!/usr/bin/env bash
# ebru forward over the processes of a job: the bytes of one process, whatever rank is killed and however many go on; set-ups that cannot
# work end in one message and everywhere.
. "$(dirname "$0")/common.sh"
mpirun=${EBRU_MPIRUN:-mpirun}
command -v "$mpirun" > /dev/null || { echo "no mpirun here"; exit 77; }
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe OMPI_MCA_mpi_yield_when_idle=1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
make_idx images.idx 26
make_deck deck.toml 'batch = 4'
sed -i "s/^levels = 12/levels = 5\nFo_max = 0.003/; s/^vtk_samples.*/vtk_samples = 0/" deck.toml
cat > spde.toml <<'DECK'
preset = "anisotropic"
seed = 3
[data]
path = "images.idx"
[spde]
levels = 3
dt = 0.02
[noise]
lambda_kind = "constant"
lambda_min = 0.5
[chain]
pairs = 2
full_samples = 9
[pictures]
vtk_samples = 0
[run]
batch = 3
DECK

# forward RANKS THREADS ARGS...
forward() {
  local ranks=$1 threads=$2
  shift 2
  timeout 60 "$mpirun" -n "$ranks" "$ebru" --threads "$threads" forward "$@" > log.txt 2>&1
}

# same NAME DECK ARGS...: the same bytes for ranks x threads.
same() {
  local name=$1 deck=$2
  shift 2
  for shape in "1 1" "1 2" "2 1" "4 1"; do
    local out=$name${shape/ /x}
    # shellcheck disable=SC2086
    forward $shape "$deck" -o "$out" "$@" || { fail "$out: $(cat log.txt)"; continue; }
    cmp "${name}1x1/chain.h5" "$out/chain.h5" || fail "$out differs from one rank and thread"
  done
}
same half deck.toml --set chain.format=half
same spde spde.toml
grep -q '"ranks": 4' half4x1/run_log.json || fail "the record of the run does not say how many ranks it had"
grep -q '"threads": 1' half4x1/run_log.json || fail "the record of the run does not say how many threads a rank had"
forward 2 1 deck.toml -o said --set chain.format=half
[ "$(grep -c '^forward: ' log.txt)" = 1 ] || fail "not one line of progress: $(cat log.txt)"
[ "$(grep -c 'the chain  ' log.txt)" = 1 ] || fail "not one report: $(cat log.txt)"

# A file for each rank, read as one: the numbers of a plain chain, here by their checksums.
forward 3 1 deck.toml -o parts --set chain.format=half --set 'chain.files="per-rank"' || fail "per-rank: $(cat log.txt)"
[ "$(find parts/chain.h5.parts -name 'part_*.h5' | wc -l)" = 3 ] || fail "per-rank: not three parts: $(ls -R parts)"
"$ebru" info parts/chain.h5 --verify > log.txt 2>&1 || fail "per-rank: $(cat log.txt)"
mv parts moved
cmp half1x1/contact_sheet.png moved/contact_sheet.png || fail "the pictures of parts differ"
rm moved/chain.h5.parts/part_0001_of_0003.h5
refuses missing_part 'part_0001_of_0003.h5 .samples [0-9]+ to [0-9]+ of the chain lie there. put it back' info moved/chain.h5

# Killed: the job ends soon, not well and not silently; another number of ranks goes on to the same bytes.
slow=(--set transport.method=lbm --set schedule.levels=30 --set schedule.Fo_max=0.05)
"$ebru" --threads 1 forward deck.toml -o whole "${slow[@]}" > log.txt 2>&1 || fail "the uninterrupted run: $(cat log.txt)"
# killed OUT RANKS VICTIM ARGS...: kills a rank once something is saved. Fails when the run was over before.
killed() {
  local out=$1 ranks=$2 victim=$3
  shift 3
  timeout 60 "$mpirun" -n "$ranks" bash -c 'echo $$ > "'"$out"'.pid.${OMPI_COMM_WORLD_RANK}"; exec "$0" "$@"' \
    "$ebru" --threads 1 forward deck.toml -o "$out" "${slow[@]}" "$@" > log.txt 2>&1 &
  local job=$!
  until grep -qs 'samples [1-9]' "$out"/chain.h5.partial.journal "$out"/chain.h5.parts/*.journal || ! kill -0 $job 2> /dev/null; do sleep 0.01; done
  local start=$SECONDS
  kill -9 "$(cat "$out.pid.$victim")" 2> /dev/null
  wait $job
  code=$?
  [ -e "$out/chain.h5.partial" ] || return 1
  [ $code != 0 ] && [ $code != 124 ] || fail "$out: exit code $code after a kill"
  [ $((SECONDS - start)) -le 60 ] || fail "$out: the job outlived its rank by $((SECONDS - start)) s"
  grep -qi 'signal 9' log.txt || fail "$out: nothing said of the kill: $(cat log.txt)"
}
kill_and_resume() {
  local out=$1 ranks=$2 victim=$3 then=$4
  shift 4
  until_hit "$out" killed "$out" "$ranks" "$victim" "$@"
  forward "$then" 1 deck.toml -o "$out" "${slow[@]}" "$@" --resume || fail "$out: resume with $then ranks: $(cat log.txt)"
}
kill_and_resume killed_last 2 1 3
cmp whole/chain.h5 killed_last/chain.h5 || fail "killed rank 1 of 2, resumed with 3: the file differs"
kill_and_resume killed_first 3 0 1
cmp whole/chain.h5 killed_first/chain.h5 || fail "killed rank 0 of 3, resumed with 1: the file differs"
kill_and_resume killed_parts 3 1 2 --set 'chain.files="per-rank"'
"$ebru" info killed_parts/chain.h5 --verify > log.txt 2>&1 || fail "parts, killed and resumed: $(cat log.txt)"
cmp whole/contact_sheet.png killed_parts/contact_sheet.png || fail "parts, killed and resumed: the pictures differ"

# ends NAME PATTERN COMMAND...: not well, not late, in one message of ebru that matches.
ends() {
  local name=$1 pattern=$2
  shift 2
  timeout 60 "$@" > out.txt 2> err.txt
  local code=$?
  [ $code != 0 ] && [ $code != 124 ] || fail "$name: exit code $code: $(cat err.txt)"
  grep -a '^ebru: ' err.txt > message.txt
  [ "$(wc -l < message.txt)" = 1 ] || fail "$name: not one message: $(cat err.txt)"
  grep -qE "$pattern" message.txt || fail "$name: the message does not match '$pattern': $(cat message.txt)"
}
ends too_many '^ebru: 3 ranks for 2 images .* start at most 2 processes' \
  "$mpirun" -n 3 "$ebru" forward deck.toml -o few --set data.count=2 --set chain.full_samples=1
[ ! -e few ] || fail "too many ranks: something was written"
# Each rank in a folder of its own, rank0 and rank1: what two nodes without a common disk are to a relative path.
apart=("$mpirun" -n 2 bash -c 'cd "rank$OMPI_COMM_WORLD_RANK" && exec "$0" "$@"' "$ebru" --threads 1 forward)
mkdir -p rank0 rank1
ends own_folders '^ebru: --output runs/x .rank 1 on .* does not see .* give an absolute path' "${apart[@]}" "$work/deck.toml" -o runs/x
[ -z "$(ls -A rank0/runs/x)" ] || fail "folders of their own: left behind: $(ls -A rank0/runs/x)"
ends no_deck 'deck.toml' "${apart[@]}" deck.toml -o "$work/both"
cp deck.toml images.idx rank0
ends deck_of_one 'rank 1 of 2: .*deck.toml' "${apart[@]}" deck.toml -o "$work/both"
sed 's/^seed = 5/seed = 6/' deck.toml > rank1/deck.toml
cp images.idx rank1
ends decks 'the deck of rank 1 .*seed = 6.*seed = 5' "${apart[@]}" deck.toml -o "$work/both"
[ ! -e both ] || fail "decks that differ: something was written"
ends bad_key 'chain.files' "$mpirun" -n 2 "$ebru" forward deck.toml -o "$work/both" --set 'chain.files="each"'
finish
