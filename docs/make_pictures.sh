#!/usr/bin/env bash
# Remakes the pictures of README and examples from our own runs: ./dev -- docs/make_pictures.sh build/release/ebru
set -euo pipefail
ebru=$(realpath "$1")
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$ebru" forward "$top/examples/01_transport_fashion_mnist/deck.toml" -o "$work/transport" --set data.count=64
"$ebru" forward "$top/examples/03_photographs/deck.toml" -o "$work/photographs"
"$ebru" forward "$top/examples/04_anisotropic_spde/deck.toml" -o "$work/anisotropic" --set data.count=64
"$ebru" forward "$top/examples/05_anisotropic_photographs/deck.toml" -o "$work/anisotropic_photographs"
cp "$work/anisotropic/contact_sheet.png" "$top/docs/images/anisotropic_fashion_mnist.png"
cp "$work/anisotropic_photographs/contact_sheet.png" "$top/docs/images/anisotropic_photographs.png"
cp "$work/transport/contact_sheet.png" "$top/docs/images/transport_fashion_mnist.png"
cp "$work/photographs/contact_sheet.png" "$top/docs/images/photographs.png"
