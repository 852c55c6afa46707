#!/usr/bin/env bash
# Remakes the pictures of examples 10 to 17 from our own runs: ./dev -- docs/make_ensemble_figures.sh build/release/ebru
set -euo pipefail
ebru=$(realpath "$1")
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for example in "$top"/examples/1[0-7]_*; do
  name=$(basename "$example")
  "$ebru" ensemble "$example/deck.toml" -o "$work/$name"
  cp "$work/$name/figure.png" "$top/docs/images/ensemble_${name#*_}.png"
done
