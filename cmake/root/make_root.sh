#!/usr/bin/env bash
# Makes the Debian 13 build root: make_root.sh <final folder>. Everything lands under a temporary name first and is renamed when it is whole.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
started=$SECONDS
say() { printf '[dev %4ds] %s\n' $((SECONDS - started)) "$*" >&2; }
die() { printf 'dev: %s\n' "$*" >&2; exit 1; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# The mirror that this machine's own apt uses: deb822 files first, then one-line entries.
find_mirror() {
  if [ -n "${EBRU_MIRROR:-}" ]; then echo "$EBRU_MIRROR"; return; fi
  cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '
    /^URIs:/ { for (i = 2; i <= NF; ++i) if ($i ~ /\/debian\/?$/) { print $i; exit } }' | grep . && return
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | awk '
    $1 == "deb" { for (i = 2; i <= NF; ++i) if ($i ~ /\/debian\/?$/) { print $i; exit } }'
}

install_tools() {
  command -v mmdebstrap >/dev/null && command -v bwrap >/dev/null && return
  command -v apt-get >/dev/null ||
    die "no apt-get (the build root is made from Debian packages) install the dependencies of spack.yaml yourself and set EBRU_NATIVE=1"
  say "installing mmdebstrap and bubblewrap"
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y mmdebstrap bubblewrap >/dev/null
}

# Kokkos 5 is in Debian's unstable suite; it alone is taken from there. Runs as mmdebstrap's hook: hook_kokkos <root> <mirror>.
hook_kokkos() {
  local root=$1 mirror=$2
  printf 'Types: deb\nURIs: %s\nSuites: sid\nComponents: main\nCheck-Valid-Until: no\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$mirror" > "$root/etc/apt/sources.list.d/sid.sources"
  printf 'Package: *\nPin: release a=unstable\nPin-Priority: 50\n\nPackage: libkokkos* kokkos\nPin: release a=unstable\nPin-Priority: 600\n' \
    > "$root/etc/apt/preferences.d/kokkos"
  chroot "$root" apt-get -qq update
  chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y libkokkos-dev kokkos
  # libkokkos-dev 5.2.2-2 names two archives in its CMake files that it does not ship; they hold no objects.
  local dir name
  dir=$(cd "$root/usr/lib" && echo *-linux-gnu)
  for name in algorithms simd; do
    [ -e "$root/usr/lib/$dir/libkokkos$name.a" ] || chroot "$root" ar rcs "/usr/lib/$dir/libkokkos$name.a"
  done
}

main() {
  local final=$1 work=$1.partial mirror
  install_tools
  mirror=$(find_mirror) && [ -n "$mirror" ] ||
    die "no Debian mirror in this machine's apt sources (the root is made from one) set EBRU_MIRROR to its address"
  rm -rf "$work"
  mkdir -p "$(dirname "$final")"
  local list
  list=$(grep -v '^#' "$here/packages.txt" | paste -sd,)
  say "making the Debian 13 root (about 3 minutes, once); log: $final.log"
  local mode=unshare
  [ "$(id -u)" = 0 ] && mode=root
  mmdebstrap --quiet --mode=$mode --variant=apt --include="debian-archive-keyring,$list" \
    --aptopt='Apt::Install-Recommends "false"' --aptopt='Acquire::Retries "3"' \
    --customize-hook="'$here/make_root.sh' --hook \"\$1\" '$mirror'" \
    trixie "$work" "deb $mirror trixie main" >"$final.log" 2>&1 &
  local pid=$!
  while kill -0 $pid 2>/dev/null; do
    sleep 10
    kill -0 $pid 2>/dev/null || break
    say "  $(du -sm "$work" 2>/dev/null | cut -f1) MB unpacked"
  done
  wait $pid || { tail -n 20 "$final.log" >&2; die "mmdebstrap failed (its last lines are above) see $final.log"; }
  rm -rf "$work/var/cache/apt/archives"/*.deb
  mv "$work" "$final"
  say "root ready: $final ($(du -sm "$final" | cut -f1) MB)"
}
if [ "$1" = --hook ]; then hook_kokkos "$2" "$3"; else main "$1"; fi
