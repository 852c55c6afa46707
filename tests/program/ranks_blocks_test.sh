#!/usr/bin/env bash
# One image over ranks in blocks: the chain has the bytes of one rank for every shape, after kill -9 and resume in another
# shape too; what cannot be cut is refused by one message.
. "$(dirname "$0")/common.sh"
mpirun=${EBRU_MPIRUN:-mpirun}
command -v "$mpirun" > /dev/null || { echo "no mpirun here"; exit 77; }
export OMP_NUM_THREADS=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe OMPI_MCA_mpi_yield_when_idle=1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1

# Two images of 37 x 53 cells: no shape divides both.
{
  printf '\x00\x00\x08\x03\x00\x00\x00\x02\x00\x00\x00\x25\x00\x00\x00\x35'
  awk 'BEGIN { for (i = 0; i < 2 * 37 * 53; ++i) printf "%c", 33 + (i * i + 7 * i) % 90 }'
} > images.idx
cat > deck.toml <<'DECK'
seed = 5
[data]
path = "images.idx"
[schedule]
levels = 3
sigma_max = 2.0
[transport]
Pe = 20
[velocity]
kind = "walls"
[chain]
pairs = 1
full_samples = 1
velocity_samples = 2
[pictures]
vtk_samples = 0
sheet_samples = 0
DECK

sed '/^\[transport\]/,/^kind/d; s/^seed.*/&\n[process]\nkind = "heat"/' deck.toml > heat.toml

# blocks P OUT ARGS...: a run of P ranks
blocks() {
  local ranks=$1 out=$2
  shift 2
  "$mpirun" -n "$ranks" "$ebru" forward "${deck:-deck.toml}" -o "$out" "$@" > log.txt 2>&1
}

# same NAME ARGS...: P, shape and further settings: chains of one rank and of blocks
same() {
  local name=$1
  shift
  rm -rf whole
  "$ebru" forward deck.toml -o whole "$@" > log.txt 2>&1 || fail "$name: one rank fails: $(cat log.txt)"
  for shape in 1x2 2x1 1x3 3x1 2x2; do
    blocks $((${shape%x*} * ${shape#*x})) "$shape" --overwrite --set run.blocks="[${shape%x*}, ${shape#*x}]" "$@" ||
      fail "$name in $shape fails: $(cat log.txt)"
    cmp whole/chain.h5 "$shape/chain.h5" || fail "$name in $shape has other bytes"
  done
}

same 'mirror, float'
same 'periodic, double, moving' --set transport.walls=periodic --set process.precision=double --set velocity.kind=stream \
  --set transport.velocity_update=step --set chain.format=half

same 'lattice Boltzmann, bounce-back' --set transport.method=lbm --set transport.walls=bounce-back

# Killed and resumed in another shape, and by one rank. The long run is slow enough to be hit.
long=(--set schedule.levels=60 --set transport.alpha_max=0.001 --set run.checkpoint_seconds=0 --set chain.velocity_samples=0
  --set chain.full_samples=0)
"$ebru" forward deck.toml -o long "${long[@]}" > log.txt 2>&1 || fail "the long run fails: $(cat log.txt)"
killed() {
  "$mpirun" -n 2 "$ebru" forward deck.toml -o killed --set 'run.blocks=[2, 1]' "${long[@]}" > log.txt 2>&1 &
  local pid=$! victim
  # After the first of two images.
  until grep -qs 'samples 1' killed/chain.h5.partial.journal || ! kill -0 $pid 2> /dev/null; do sleep 0.005; done
  victim=$(pgrep -f -o "forward deck.toml -o killed --set run.blocks" -P "$pid")
  kill -9 "${victim:-$pid}" 2> /dev/null
  wait $pid 2> /dev/null
  [ -e killed/chain.h5.partial.journal ]
}
for resumed in 1 4; do
  rm -rf killed
  until_hit killed killed
  blocks $resumed killed --resume --set 'run.blocks=[0, 0]' "${long[@]}" || fail "resume by $resumed fails: $(cat log.txt)"
  cmp long/chain.h5 killed/chain.h5 || fail "resumed by $resumed it has other bytes"
done

# refused WORDS ARGS...: two ranks with these settings leave with one message that has these words.
refused() {
  local words=$1
  shift
  blocks 2 refused "$@" && fail "$words: accepted"
  [ "$(grep -c "$words" log.txt)" = 1 ] || fail "$words: not said once: $(cat log.txt)"
}
deck=heat.toml refused 'process.kind = "heat"' --set 'run.blocks=[2, 1]'
refused 'blocks = 3x1 in a job of 2' --set 'run.blocks=[3, 1]'
refused 'cut along two axes' --set 'run.blocks=[2]'

blocks 2 dry --dry-run --set 'run.blocks=[0, 1]' || fail "the dry run fails: $(cat log.txt)"
grep -q '2x1 blocks of at most 19 x 53 cells' log.txt || fail "the dry run says nothing of blocks: $(cat log.txt)"
finish
