# What the program tests share: $ebru is the program, $work a fresh folder that is removed at the end.
set -u
ebru=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

finish() {
  [ "$failures" = 0 ] || { echo "$failures failures"; exit 1; }
  echo "all held"
}

# make_idx FILE IMAGES: an IDX file of 28 x 28 images with values that vary from byte to byte.
make_idx() {
  {
    printf '\x00\x00\x08\x03'
    printf "\\x00\\x00\\x$(printf '%02x' $(($2 / 256)))\\x$(printf '%02x' $(($2 % 256)))"
    printf '\x00\x00\x00\x1c\x00\x00\x00\x1c'
    awk -v n="$2" 'BEGIN { for (i = 0; i < n * 784; ++i) printf "%c", 33 + (i * i + 7 * i) % 90 }'
  } > "$1"
}

# make_sweep_deck FILE SEEDS STEPS: a sweep of one case, all of its stages in a second.
make_sweep_deck() {
  cat > "$1" <<DECK
[sweep]
seeds = $2
[forward.process]
kind = "heat"
[forward.data]
path = "images.idx"
[forward.schedule]
levels = 4
[data]
labels = "none"
[network]
preset = "smoke"
[train]
batch = 4
steps = $3
log_every = 1
[sample]
count = 60
kept_states = 2
[evaluate]
extractors = ["physics"]
calibrations = false
kernel_subsets = 2
neighbour_samples = 8
DECK
}

# make_deck FILE [LINES]: a small run on images.idx; further lines are appended.
make_deck() {
  cat > "$1" <<DECK
preset = "transport"
seed = 5
[data]
path = "images.idx"
[schedule]
levels = 12
[chain]
pairs = 3
full_samples = 5
velocity_samples = 2
[pictures]
vtk_samples = 1
sheet_samples = 3
[run]
checkpoint_seconds = 0.0
${2:-}
DECK
}

# until_hit OUT KILLED...: KILLED starts a run into OUT and kills it; where that came too late, or too early for anything to be there, OUT is put back
# as it was, and once more.
until_hit() {
  local out=$1 tries=0
  shift
  rm -rf "$out.before"
  [ ! -e "$out" ] || cp -r "$out" "$out.before"
  until "$@"; do
    tries=$((tries + 1))
    [ $tries -lt 50 ] || { fail "$out: no kill hit a run on its way: $(cat log.txt)"; finish; }
    rm -rf "$out"
    [ ! -e "$out.before" ] || cp -r "$out.before" "$out"
  done
}

# refuses NAME PATTERN ARGS...: the program refuses, and says so in one line that matches, beside warnings and lines of progress.
refuses() {
  local name=$1 pattern=$2
  shift 2
  "$ebru" "$@" > out.txt 2> err.txt
  local code=$?
  grep -vE '^(warning:|[a-z]+: [0-9]+ of [0-9]+ )' err.txt > message.txt
  [ "$code" = 2 ] || fail "$name: exit code $code, not 2: $(cat message.txt)"
  [ "$(wc -l < message.txt)" = 1 ] || fail "$name: not one message: $(cat message.txt)"
  grep -qE "$pattern" message.txt || fail "$name: the message does not match '$pattern': $(cat message.txt)"
  grep -qE '^ebru: .+ \(.+\) .+' message.txt || fail "$name: not 'problem (why) advice': $(cat message.txt)"
}
