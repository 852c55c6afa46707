#!/usr/bin/env bash
# ebru ensemble as a user meets it: bad decks, every experiment in small, interruptions, threads, what exists.
. "$(dirname "$0")/common.sh"

# make_ensemble FILE EXPERIMENT [LINES]: a small deck; further lines are appended.
make_ensemble() {
  cat > "$1" <<DECK
seed = 3
[ensemble]
experiment = "$2"
particles = 2000
[pictures]
plots = "off"
${3:-}
DECK
}
path=$'[gaussian]\nlevels = 10\nbeta_min = 0.02\nbeta_max = 0.4'
second=$'[second]\nmeans = [1.0, 0.5]'
make_ensemble walk.toml random-walk "$path"
make_ensemble back.toml reversal $'[gaussian]\nkind = "vp"\nlevels = 20\nbeta_max = 8.0\n[reversal]\nsteps = 40'
make_ensemble covariance.toml covariance "$path"
make_ensemble step.toml reverse-step "$path"
make_ensemble map.toml flow-map $'[gaussian]\nkind = "vp"\nlevels = 20\n[reversal]\nsteps = 40'
make_ensemble kernel.toml kernel-velocity
make_ensemble bias.toml kde-bias "$second"
make_ensemble force.toml force "$second"$'\n[force]\nsteps = 20\ndt = 0.5'
make_ensemble free.toml force "$second"$'\n[force]\ndynamics = "free"\nsteps = 5'

expect() {
  refuses "$@"
  [ ! -e out ] || fail "$1: something was written"
  rm -rf out
}

expect "unknown experiment" 'ensemble.experiment.*walking.*random-walk' ensemble walk.toml -o out --set 'ensemble.experiment="walking"'
expect "no particles" 'ensemble.particles.*0' ensemble walk.toml -o out --set ensemble.particles=0
expect "beta of 1" 'gaussian.beta_max.*\(0, 1\)' ensemble walk.toml -o out --set gaussian.beta_max=1
expect "beta of 0" 'gaussian.beta_min.*\(0, 1\)' ensemble walk.toml -o out --set gaussian.beta_min=0
expect "singular covariance" 'density.covariances\[0\]' ensemble walk.toml -o out --set 'density.covariances=[1, 1, 1, 1]'
expect "covariance that is not symmetric" 'density.covariances\[0\].*symmetric' ensemble walk.toml -o out --set 'density.covariances=[1, 0.5, 0, 1]'
expect "means of the wrong length" 'density.means.*2 numbers' ensemble walk.toml -o out --set 'density.means=[1, 2, 3]'
expect "bandwidth of 0" 'kde.bandwidths.*0' ensemble bias.toml -o out --set 'kde.bandwidths=[0.1, 0.0]'
expect "bandwidth of 0 of a memory" 'kde.bandwidth.*0' ensemble back.toml -o out --set 'reversal.score="kde"' --set kde.bandwidth=0
expect "unknown key" 'force' ensemble walk.toml -o out --set force.dt=1
expect "steps that would grow" 'force.dt.*at most' ensemble force.toml -o out --set force.dt=50

printf '1 2 3\n4 5 6\n' > points.txt
file=(--set 'density.kind="file"' --set density.path=points.txt)
expect "dimension of a file" 'points.txt.*3' ensemble walk.toml -o out "${file[@]}"
expect "more particles than points" 'ensemble.particles.*2 points' ensemble walk.toml -o out "${file[@]}" --set ensemble.dimension=3
printf 'P' > dark.png
expect "a picture that is none" 'dark.png' ensemble walk.toml -o out --set 'density.kind="image"' --set density.path=dark.png
if python3 -c 'import numpy' 2>/dev/null; then
  python3 -c 'import numpy; numpy.save("dark.npy", numpy.zeros((8, 8)))'
  expect "a picture without intensity" 'dark.npy' ensemble walk.toml -o out --set 'density.kind="image"' --set density.path=dark.npy
fi

# Every experiment runs, and what it measures holds (2000 particles: standard errors of 1 to 3 %).
for deck in walk back covariance step map kernel bias force free; do
  "$ebru" ensemble $deck.toml -o $deck > out.txt 2> err.txt || fail "$deck: $(cat err.txt)"
  for file in checks.csv run_log.json deck.toml; do
    [ -s $deck/$file ] || fail "$deck: no $file"
  done
  cp out.txt $deck.txt
  grep -q MISSED out.txt && fail "$deck: $(grep MISSED out.txt)"
  grep -q '"seed"\|seed = 3' $deck/deck.toml || fail "$deck: the deck is not stored"
done
grep -q "rho_2 moves away from rho_1" force.txt || fail "the force does not push: $(cat force.txt)"
for made in walk/trajectory.h5 walk/trajectory.pvd walk/fields.pvd walk/flux.csv back/back_knob_1.h5 back/hold.pvd force/force.pvd force/motion.csv step/steps.pvd kernel/kernel_sigma_1.pvd bias/bias.pvd; do
  [ -s $made ] || fail "$made was not made"
done

# What exists is not replaced unasked, and what is complete is not done again.
before=$(cksum walk/trajectory.h5)
refuses "an existing run" 'walk.*overwrite' ensemble walk.toml -o walk
"$ebru" ensemble walk.toml -o walk --resume > out.txt 2>&1 || fail "resume of a complete run: $(cat out.txt)"
grep -q "nothing to resume" out.txt || fail "a complete run is done again"
[ "$before" = "$(cksum walk/trajectory.h5)" ] || fail "an existing trajectory was changed"
refuses "nothing to resume" 'no run to resume' ensemble walk.toml -o nowhere --resume

# The same numbers for any number of threads.
OMP_NUM_THREADS=2 "$ebru" ensemble walk.toml -o two > out.txt 2>&1 || fail "two threads: $(cat out.txt)"
OMP_NUM_THREADS=1 "$ebru" ensemble walk.toml -o one > out.txt 2>&1 || fail "one thread: $(cat out.txt)"
for file in trajectory.h5 checks.csv flux.csv profile.csv; do
  cmp -s one/$file two/$file || fail "$file depends on the number of threads"
done

# Stopped on its way and resumed: the same files as without a stop. The stop comes after the third kept level was saved.
slow=(--set ensemble.particles=300000 --set gaussian.levels=400 --set run.checkpoint_seconds=0)
"$ebru" ensemble walk.toml -o whole "${slow[@]}" > out.txt 2>&1 || fail "the whole run: $(cat out.txt)"
"$ebru" ensemble walk.toml -o parts "${slow[@]}" > out.txt 2>&1 &
child=$!
for _ in $(seq 200); do
  [ -e parts/crossings.partial ] && [ "$(wc -l < parts/crossings.partial)" -ge 3 ] && break
  kill -0 $child 2>/dev/null || break
  sleep 0.02
done
kill -TERM $child 2>/dev/null
wait $child
code=$?
if [ "$code" = 143 ]; then
  refuses "a run that was begun" 'resume' ensemble walk.toml -o parts "${slow[@]}"
  "$ebru" ensemble walk.toml -o parts "${slow[@]}" --resume > out.txt 2>&1 || fail "resume: $(cat out.txt)"
else
  [ "$code" = 0 ] || fail "a stopped run: exit code $code: $(cat out.txt)"
fi
for file in trajectory.h5 checks.csv flux.csv profile.csv; do
  cmp -s whole/$file parts/$file || fail "$file of a resumed run differs"
done
[ ! -e parts/crossings.partial ] || fail "a finished run leaves its crossings"
finish
