#!/usr/bin/env bash
# Builds and installs ebru in the first stage of a container: build.sh [INSTRUCTION SET]. A container runs on other machines, so this is not
# the builder's own set; results are bit-equal within one.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
prefix=${EBRU_PREFIX:-/opt/ebru}
cd "$top"
cmake --preset release -D EBRU_ARCH="${1:-x86-64-v3}" -D EBRU_ENABLE_TESTS=OFF -D EBRU_WITH_MPI=ON -D EBRU_WITH_VTK=ON -D EBRU_WITH_TORCH=ON \
  -D EBRU_WITH_PETSC=ON -D CMAKE_INSTALL_PREFIX="$prefix"
cmake --build --preset release
# Programs, decks and documents; the CMake package is for those who build, outside a container.
cmake --install build/release --component Unspecified
"$top/containers/runtime.sh" "$prefix"
