#!/usr/bin/env bash
# Bad input: one clear message, exit code 2, nothing under the final name.
. "$(dirname "$0")/common.sh"
make_idx images.idx 10
make_deck good.toml

sed 's/^\[schedule\]/[lattice]\nsteps = 3/' good.toml > lattice.toml

expect() {
  refuses "$@"
  [ ! -e out/chain.h5 ] || fail "$1: a chain was left behind"
  rm -rf out
}

expect "missing deck" "nowhere.toml" forward nowhere.toml -o out
expect "missing data" "absent.idx" forward good.toml -o out --set data.path=absent.idx

head -c 3000 images.idx > short.idx
expect "truncated IDX" "short.idx" forward good.toml -o out --set data.path=short.idx

gzip -c images.idx > whole.idx.gz
head -c $(($(wc -c < whole.idx.gz) - 60)) whole.idx.gz > short.idx.gz
expect "truncated gzipped IDX" "short.idx.gz" forward good.toml -o out --set data.path=short.idx.gz

mkdir pictures && echo "not a picture" > pictures/a.png
expect "a PNG that is text" "a.png" forward good.toml -o out --set data.path=pictures

expect "misspelt key" "transport.Pee.*Pe" forward good.toml -o out --set transport.Pee=3
expect "wrong type" "schedule.levels" forward good.toml -o out --set 'schedule.levels="many"'
expect "out of range" "transport.Pe" forward good.toml -o out --set transport.Pe=-1
expect "Pe beyond the speed cap" "transport.Pe.*speed_cap.*lower transport.Pe to at most" \
  forward good.toml -o out --set transport.Pe=1e6
expect "lattice velocity beyond the cap" "lattice.velocity" \
  forward lattice.toml -o out --set lattice.velocity=0.2
expect "BGK outside its window" "bgk.*tau.*trt" \
  forward good.toml -o out --set transport.method=lbm --set lbm.collision=bgk
expect "bounce-back without populations" "bounce-back" forward good.toml -o out --set transport.walls=bounce-back
expect "more images than there are" "data.count" forward good.toml -o out --set data.count=11
expect "nothing to resume" "out" forward good.toml -o out --resume

sed 's/^preset.*/preset = "ddpm"/; s/^\[schedule\]/[gaussian]/' good.toml > gaussian.toml
expect "beta beyond 1" "gaussian.beta_max.*\(0, 1\)" forward gaussian.toml -o out --set gaussian.beta_max=1.5
expect "falling noise" "gaussian.sigma_max.*sigma_min" \
  forward gaussian.toml -o out --set 'preset="ve"' --set gaussian.sigma_max=0.005
expect "a key of another kind" "gaussian.sigma_max" forward gaussian.toml -o out --set gaussian.sigma_max=2

sed 's/^preset.*/preset = "anisotropic"/; s/^\[schedule\]/[spde]/' good.toml > spde.toml
expect "negative correlation length" "noise.ell.*-1.*0" forward spde.toml -o out --set noise.ell=-1
expect "correlation length beyond every torus" "noise.ell = 1e.06.*at most 512" \
  forward spde.toml -o out --set noise.ell=1e6
expect "lambda of 0" "drift.lambda_min.*0" forward spde.toml -o out --set drift.lambda_min=0
expect "unstable step" "spde.dt = 0.01.*1/\(4 alpha_1\).*substep" \
  forward spde.toml -o out --set spde.dt=0.01 --set spde.on_unstable=error
expect "falling schedule" "drift.alpha_min.*rise" forward spde.toml -o out --set drift.alpha_min=1000
sed '/^levels/d' spde.toml > times.toml
expect "times out of order" "spde.level_times.*increasing" \
  forward times.toml -o out --set 'spde.level_spacing="list"' --set 'spde.level_times=[0.5, 0.4]' --set chain.pairs=1
expect "exact steps of a nonlinear equation" "exponential.*infinite" \
  forward spde.toml -o out --set 'spde.scheme="exponential"'
expect "taming of implicit steps" "taming" \
  forward spde.toml -o out --set 'spde.scheme="semi-implicit"' --set 'spde.taming="rms"'
expect "blur that is not reached" "schedule.Fo_max.*alpha_max" \
  forward times.toml -o out --set 'spde.level_spacing="blur"' --set schedule.Fo_max=9

touch file
expect "unwritable folder" "file" forward good.toml -o file/out

# Every advised value must be accepted: Pe from the message of the speed cap.
"$ebru" forward good.toml -o out --set transport.Pe=1e6 2> err.txt
advised=$(sed -E 's/.*lower transport.Pe to at most ([0-9.e+]+).*/\1/' err.txt)
"$ebru" forward good.toml --dry-run --set "transport.Pe=$advised" > out.txt 2> err.txt || fail "the advised Pe = $advised is refused"
[ ! -e out ] || [ ! -e out/chain.h5 ] || fail "a refused run left a chain"
rm -rf out

# A limit on file sizes does what a full disk does (full_disk_test.sh).
( ulimit -f 20; trap '' XFSZ; "$ebru" forward good.toml -o limited > out.txt 2> err.txt )
code=$?
[ "$code" = 2 ] || fail "file size limit: exit code $code: $(cat err.txt)"
[ ! -e limited/chain.h5 ] || fail "file size limit: a chain under the final name"

# What exists is not overwritten unasked.
"$ebru" forward good.toml -o kept > out.txt 2>&1 || fail "the good deck fails: $(cat out.txt)"
before=$(cksum kept/chain.h5)
"$ebru" forward good.toml -o kept > out.txt 2> err.txt
[ $? = 2 ] || fail "an existing chain is not refused"
[ "$before" = "$(cksum kept/chain.h5)" ] || fail "an existing chain was changed"

# A chain of another version, and files that are no chains.
expect "info on text" "images.idx" info images.idx
if python3 -c 'import h5py' 2>/dev/null; then
  python3 -c 'import h5py; f = h5py.File("kept/chain.h5", "r+"); f.attrs["format_version"] = 99'
  expect "a chain of another version" "99" info kept/chain.h5
fi
head -c 5000 kept/chain.h5 > cut.h5
expect "a truncated chain" "cut.h5" info cut.h5
finish
