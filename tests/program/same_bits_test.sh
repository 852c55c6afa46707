#!/usr/bin/env bash
# The chain's bytes do not depend on the number of threads or the batch size.
. "$(dirname "$0")/common.sh"
make_idx images.idx 70
make_deck deck.toml
sed -i "s/^levels = 12/levels = 6\nFo_max = 0.004/" deck.toml

# compare NAME ARGS...
compare() {
  local name=$1 first=
  shift
  for threads in 1 2; do
    for batch in 1 7 64; do
      out=${name}_${threads}_$batch
      "$ebru" --threads $threads forward deck.toml -o $out --set run.batch=$batch --set run.checkpoint_seconds=60 "$@" > log.txt 2>&1 ||
        { fail "$out: $(cat log.txt)"; continue; }
      [ -n "$first" ] || first=$out
      cmp $first/chain.h5 $out/chain.h5 || fail "$out differs from $first"
    done
  done
}

compare stencil
compare lbm --set transport.method=lbm
compare lbm_double --set transport.method=lbm --set process.precision=double --set lbm.collision=trt --set schedule.levels=4
compare groups --set velocity.field_per=group --set velocity.group=5 --set chain.format=half
compare moving --set transport.velocity_update=step --set schedule.levels=4
compare paper --set preset=paper --set schedule.levels=6
cat > heat.toml <<'DECK'
seed = 1
[data]
path = "images.idx"
[process]
kind = "heat"
[schedule]
levels = 5
[chain]
full_samples = -1
DECK
for threads in 1 2; do
  for batch in 1 7 64; do
    "$ebru" --threads $threads forward heat.toml -o heat_${threads}_$batch --set run.batch=$batch > log.txt 2>&1 || fail "heat: $(cat log.txt)"
    cmp heat_1_1/chain.h5 heat_${threads}_$batch/chain.h5 || fail "heat with $threads threads, batch $batch differs"
  done
done
cat > spde.toml <<'DECK'
preset = "anisotropic"
seed = 3
[data]
path = "images.idx"
[spde]
levels = 4
dt = 0.02
[noise]
lambda_kind = "constant"
lambda_min = 0.5
[chain]
pairs = 2
full_samples = 9
[pictures]
vtk_samples = 0
DECK
compare_spde() {
  local name=$1
  shift
  for threads in 1 2; do
    for batch in 1 7 64; do
      "$ebru" --threads $threads forward spde.toml -o ${name}_${threads}_$batch --set run.batch=$batch "$@" > log.txt 2>&1 ||
        { fail "$name: $(cat log.txt)"; continue; }
      cmp ${name}_1_1/chain.h5 ${name}_${threads}_$batch/chain.h5 || fail "$name with $threads threads, batch $batch differs"
    done
  done
}
compare_spde spde
compare_spde spde_correlated --set noise.ell=2 --set 'spde.taming="rms"'
compare_spde spde_double --set process.precision=double --set 'spde.drift_form="face-average"'
sed 's/^preset.*/preset = "ddpm"/; /^\[spde\]/,/^lambda_min/d' spde.toml > gaussian.toml
for kind in ddpm flow; do
  for threads in 1 2; do
    for batch in 1 7 64; do
      out=${kind}_${threads}_$batch
      "$ebru" --threads $threads forward gaussian.toml -o $out --set run.batch=$batch --set "preset=\"$kind\"" \
        --set gaussian.levels=9 > log.txt 2>&1 || { fail "$kind: $(cat log.txt)"; continue; }
      cmp ${kind}_1_1/chain.h5 $out/chain.h5 || fail "$kind with $threads threads, batch $batch differs"
    done
  done
done

# The record of a run says whether its mass should have stayed.
for run in "heat true" "stencil true" "spde false" "ddpm false"; do
  set -- $run
  grep -q "\"mass_is_kept\": $2" $1_1_1/run_log.json || fail "$1: mass_is_kept should be $2"
done
finish
