#!/usr/bin/env bash
# A full disk, a real one where the build root offers a small file system: one message, nothing lost, and the same command goes on when there is room.
. "$(dirname "$0")/common.sh"
if [ -z "${EBRU_TEST_SMALL_FS:-}" ]; then
  echo "skipped: EBRU_TEST_SMALL_FS names no small file system"
  exit 77
fi
export OMP_NUM_THREADS=1
small=$(mktemp -d -p "$EBRU_TEST_SMALL_FS")
trap 'rm -rf "$work" "$small"' EXIT
make_idx images.idx 40
make_idx many.idx 4000
make_deck forward.toml

# leave KILOBYTES: fills the disk but for so much.
leave() {
  rm -f "$small/filler"
  head -c "$(($(df --output=avail -k "$small" | tail -1) - $1))K" /dev/zero > "$small/filler"
}

refuses "a chain" "(room|space).*chain.h5" forward forward.toml -o "$small/out" --set data.path=many.idx
[ ! -e "$small/out/chain.h5" ] || fail "a chain under the final name"
rm -rf "$small/out"

if ! "$ebru" train --help > /dev/null 2>&1; then finish; fi  # a build without LibTorch
cat > train.toml <<'DECK'
[data]
forward = "forward.toml"
[network]
preset = "smoke"
[train]
batch = 4
log_every = 1
checkpoint_steps = 5
DECK
train() { "$ebru" train train.toml --set "train.steps=$2" -o "$1" "${@:3}" > log.txt 2>&1 || fail "training $*: $(cat log.txt)"; }
train whole 20
run=$small/run
train "$run" 10
before=$(cksum "$run"/*.pt)
# Room for a log, but not for a checkpoint beside the one before; then for nothing at all.
for room in 1000 0; do
  leave $room
  refuses "training with $room kB of room" "(room|space)" train train.toml --set train.steps=20 -o "$run" --resume
  [ "$before" = "$(cksum "$run"/*.pt)" ] || fail "$room kB of room: another checkpoint or weights"
  [ -z "$(find "$run" -name '*.tmp')" ] || fail "$room kB of room: a temporary file was left"
done
rm "$small/filler"
train "$run" 20 --resume
cmp whole/weights.pt "$run/weights.pt" || fail "after the full disk: other weights than without"
cut -d, -f1,3-5 whole/log.csv > whole.txt
cut -d, -f1,3-5 "$run/log.csv" | cmp - whole.txt || fail "after the full disk: another log than without"
rm -rf "$run"

refuses "samples" "(room|space).*samples.h5" sample whole -o "$small/samples" --set sample.count=2000
[ ! -e "$small/samples/samples.h5" ] || fail "samples under the final name"
"$ebru" sample whole -o "$small/samples" --set sample.count=4 --overwrite > log.txt 2>&1 || fail "few samples: $(cat log.txt)"
finish
