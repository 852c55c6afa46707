#!/usr/bin/env bash
# Debian packages of a container: install.sh build | run, as root in debian:trixie. The packages are those of cmake/root (packages.txt, and
# Kokkos as make_root.sh takes it), so that a container, ./dev and the servers build with the same libraries.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
prefix=${EBRU_PREFIX:-/opt/ebru}
kept=$prefix/share/ebru/container

# Installs the packages that standard input lists.
get() { xargs env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y; }
mirror() { awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources; }

case ${1:-} in
  build)
    apt-get -qq update
    grep -v '^#' "$top/cmake/root/packages.txt" | get
    "$top/cmake/root/make_root.sh" --hook / "$(mirror)"
    ;;
  run)
    # What runtime.sh wrote down in the build stage, from the suites that it was taken from there.
    cp "$kept/sid.sources" /etc/apt/sources.list.d/
    cp "$kept/kokkos" /etc/apt/preferences.d/
    apt-get -qq update
    get <"$kept/packages"
    rm -rf /var/lib/apt/lists/*
    id ebru >/dev/null 2>&1 || useradd --create-home ebru
    ;;
  *)
    echo "install.sh: '${1:-}' (a container has two stages) say build or run" >&2
    exit 2
    ;;
esac
