#!/usr/bin/env bash
# docs/deck_reference.md and the program name the same keys: what a dry run resolves is documented, and what is documented is read.
. "$(dirname "$0")/common.sh"
reference=$2
make_idx images.idx 4

# keys_of DECK-LINES...: the keys that the resolved deck holds, as table.key. $schedule is the table of the levels, and comes last.
schedule=schedule
keys_of() {
  make_deck deck.toml
  sed -i '/^preset/d; /^\[run\]/,$d; /^\[schedule\]/d; /^levels/d' deck.toml
  printf '[%s]\nlevels = 12\n' $schedule >> deck.toml
  printf '%s\n' "$@" >> deck.toml
  "$ebru" forward deck.toml --dry-run > out.txt 2> err.txt || { fail "dry run: $(cat err.txt)"; return; }
  awk '/^# /{exit} /^\[/{gsub(/[][]/, ""); table=$1 "."; next} / = /{print table $1}' out.txt
}

# ensemble_keys EXPERIMENT DECK-LINES...: the same of ebru ensemble.
ensemble_keys() {
  printf '[ensemble]\nexperiment = "%s"\n' "$1" > ensemble.toml
  shift
  printf '%s\n' "$@" >> ensemble.toml
  "$ebru" ensemble ensemble.toml --dry-run > out.txt 2> err.txt || { fail "dry run: $(cat err.txt)"; return; }
  awk '/^# /{exit} /^\[/{gsub(/[][]/, ""); table=$1 "."; next} / = /{print table $1}' out.txt
}
mixture='kind = "mixture"
weights = [1]
means = [0, 0]
covariances = [1]'

{
  ensemble_keys random-walk '[density]' 'kind = "shape"'
  ensemble_keys random-walk '[density]' "$mixture"
  ensemble_keys reversal '[reversal]' 'controls = ["reverse", "chain", "preserve"]'
  ensemble_keys reversal '[reversal]' 'score = "kde"'
  ensemble_keys flow-map
  ensemble_keys kernel-velocity
  ensemble_keys kde-bias '[second]' "$mixture"
  ensemble_keys force '[second]' "$mixture" '[force]' 'dynamics = "free"' 'fit = "kernel"'
  ensemble_keys force '[second]' "$mixture" '[force]' 'motion = "overdamped"'
  keys_of '[transport]' 'Pe = 1.0' 'method = "lbm"' '[velocity]' 'kind = "walls"' 'field_per = "group"' 'm_max = 5'
  keys_of '[transport]' 'Pe = 1.0' '[velocity]' 'kind = "uniform"'
  keys_of '[transport]' 'Pe = 1.0' '[velocity]' 'kind = "cellular"'
  # keys_of replaces no table of the deck: an SPDE has no velocity to keep and blur levels take the deck's schedule.
  keys_of '[process]' 'kind = "spde"' '[drift]' 'alpha_kind = "polynomial"' 'lambda_kind = "opening"' '[noise]' \
    'alpha_kind = "polynomial"' 'lambda_kind = "opening"' '[spde]' 'level_spacing = "blur"'
  schedule=gaussian
  keys_of 'kind = "ddpm"' '[process]' 'kind = "gaussian"'
  keys_of 'kind = "ddpm"' 'schedule = "constant"' '[process]' 'kind = "gaussian"'
  keys_of 'kind = "ve"' '[process]' 'kind = "gaussian"'
  make_deck deck.toml
  "$ebru" forward deck.toml --dry-run --set 'data.set="fashion-mnist"' > /dev/null 2>&1
} | sort -u > resolved.txt
[ "$(wc -l < resolved.txt)" -gt 40 ] || fail "only $(wc -l < resolved.txt) keys resolved"
while read -r key; do
  grep -qF "\`$key\`" "$reference" || fail "$key is not in the deck reference"
done < resolved.txt

# Every documented key is one that the program knows: with a wrong type it is named, not called unknown.
grep -oE '`[a-z]+\.[A-Za-z_]+`' "$reference" | tr -d '`' | sort -u > documented.txt
while read -r key; do
  case $key in
    network.* | train.* | objective.* | sample.* | interpolate.* | evaluate.* | classifier.* | torchscript.* | sweep.* | pipeline.*) continue ;; # tables of training and of what starts commands: held against the page by the tests of their rooms
    lattice.*) base=(--set lattice.steps=1 --set 'velocity.kind="uniform"'); deck=lattice.toml ;;
    lbm.*) base=(--set 'transport.method="lbm"') deck=plain.toml ;;
    velocity.v_*) base=(--set 'velocity.kind="uniform"') deck=plain.toml ;;
    velocity.strength | velocity.cells_*) base=(--set 'velocity.kind="cellular"') deck=plain.toml ;;
    velocity.path | velocity.dataset) base=(--set 'velocity.kind="file"' --set velocity.path=images.idx) deck=plain.toml ;;
    velocity.group) base=(--set 'velocity.kind="walls"' --set 'velocity.field_per="group"') deck=plain.toml ;;
    spde.level_times) base=(--set 'process.kind="spde"' --set 'spde.level_spacing="list"') deck=levels.toml ;;
    spde.* | drift.* | noise.*)
      base=(--set 'process.kind="spde"')
      for table in drift noise; do
        base+=(--set "$table.alpha_kind=\"polynomial\"" --set "$table.lambda_kind=\"opening\"")
      done
      deck=levels.toml ;;
    gaussian.sigma_*) base=(--set 'process.kind="gaussian"' --set 'gaussian.kind="ve"') deck=noise.toml ;;
    gaussian.beta) base=(--set 'process.kind="gaussian"' --set 'gaussian.schedule="constant"') deck=noise.toml ;;
    gaussian.*) base=(--set 'process.kind="gaussian"') deck=noise.toml ;;
    velocity.*) base=(--set 'velocity.kind="walls"') deck=plain.toml ;;
    *) base=() deck=plain.toml ;;
  esac
  make_deck plain.toml
  sed -i '/^preset/d' plain.toml
  sed 's/^\[schedule\]/[lattice]/' plain.toml > lattice.toml
  sed 's/^\[schedule\]/[spde]/' plain.toml > levels.toml
  sed 's/^\[schedule\]/[gaussian]/' plain.toml > noise.toml
  command=forward
  case $key in
    ensemble.*) command=ensemble experiment=random-walk base=() ;;
    density.* | second.*)
      command=ensemble experiment=force base=()
      table=${key%%.*}
      case ${key#*.} in
        kind) ;;
        shape | centre | size) base=(--set "$table.kind=\"shape\"") ;;
        path | dataset | mass) base=(--set "$table.kind=\"image\"" --set "$table.path=images.idx") ;;
        *) base=(--set "$table.kind=\"mixture\"" --set "$table.weights=[1]" --set "$table.means=[0, 0]") ;;
      esac ;;
    reversal.scheme) command=ensemble experiment=flow-map base=() ;;
    reversal.*) command=ensemble experiment=reversal base=() ;;
    kde.bandwidth) command=ensemble experiment=reversal base=(--set 'reversal.score="kde"') ;;
    kde.*) command=ensemble experiment=kde-bias base=() ;;
    walk.*) command=ensemble experiment=kernel-velocity base=() ;;
    force.fit) command=ensemble experiment=force base=(--set 'force.dynamics="free"') ;;
    force.mobility) command=ensemble experiment=force base=(--set 'force.motion="overdamped"') ;;
    force.*) command=ensemble experiment=force base=() ;;
    output.* | pictures.vtk | pictures.plots | pictures.grid | pictures.window) command=ensemble experiment=random-walk base=() ;;
  esac
  if [ $command = ensemble ]; then
    printf '[ensemble]\nexperiment = "%s"\n' $experiment > ensemble.toml
    deck=ensemble.toml
  fi
  "$ebru" $command $deck --dry-run "${base[@]}" --set "$key=[[1]]" > /dev/null 2> err.txt
  grep -q "no key of that name" err.txt && fail "$key is documented and unknown: $(cat err.txt)"
  grep -q "${key#*.}" err.txt || fail "$key: the program does not read it: $(head -c 300 err.txt)"
done < documented.txt
finish
