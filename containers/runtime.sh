#!/usr/bin/env bash
# Writes down what the installed programs need to run, for the second stage: runtime.sh [PREFIX]. The packages that own the libraries which
# they load, and those of cmake/root/packages.txt that are no libraries to build with (starter of MPI, BLAS, data).
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
prefix=${1:-/opt/ebru}
kept=$prefix/share/ebru/container
mkdir -p "$kept"

loaded() {
  local program
  for program in "$prefix/bin/ebru" "$prefix/libexec/ebru/ebru_ml"; do
    if [ -e "$program" ]; then ldd "$program"; fi
  done
}
if loaded | grep 'not found'; then
  echo "runtime.sh: libraries are missing (above) run it where ebru was built" >&2
  exit 1
fi
# dpkg knows a library by its place under /usr; the loader may name it by the link /lib.
owners() { awk '$3 ~ /^\// { print $3 }' | xargs readlink -f | sort -u | xargs dpkg-query -S | cut -d: -f1 | sort -u; }
# The parts "compiler and build" and "tests, checks, figures" of the list are not for running.
others() { awk '/^# / { part = $0 } !/^#/ && part !~ /compiler|tests|networks/ && !/-dev$/' "$top/cmake/root/packages.txt"; }

{ loaded | owners; others; } | sort -u >"$kept/packages"
cp /etc/apt/sources.list.d/sid.sources /etc/apt/preferences.d/kokkos "$kept/"
echo "runtime.sh: $(wc -l <"$kept/packages") packages to run $prefix" >&2
