# Where the project's commands run: in the Debian 13 root, or on this machine itself. Sourced by ./dev; needs $top (the checkout).
# inside COMMAND... runs a command there; ensure_environment makes the root if it is missing.

cache=${EBRU_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ebru}
root_key=$(cat "$top/cmake/root/packages.txt" "$top/cmake/root/make_root.sh" | sha256sum | cut -c1-12)
root=$cache/root-$root_key

say() { printf '[dev %4ds] %s\n' "$SECONDS" "$*" >&2; }
die() { printf 'dev: %s\n' "$*" >&2; exit 1; }

# Set when the commands run without the root: by EBRU_NATIVE=1, inside the root already, or where an environment (Spack, modules) offers
# Kokkos 5. EBRU_NATIVE=0 asks for the root in any case.
choose_environment() {
  native=''
  case ${EBRU_NATIVE:-auto} in
    1) native='EBRU_NATIVE=1' ;;
    auto)
      if [ -n "${EBRU_IN_ROOT:-}" ]; then native='inside the root'; return; fi
      local prefix config
      local IFS=:
      for prefix in ${CMAKE_PREFIX_PATH:-}; do
        for config in "$prefix"/lib*/cmake/Kokkos/KokkosConfigVersion.cmake; do
          if grep -qs 'PACKAGE_VERSION "5' "$config"; then native="Kokkos 5 is in $prefix"; return; fi
        done
      done ;;
    0) ;;
    *) die "EBRU_NATIVE=$EBRU_NATIVE (it is 0, 1 or unset) unset it, and ./dev chooses" ;;
  esac
}

# --- the root --------------------------------------------------------------------------------------------------------------------

# bubblewrap to enter the root, mmdebstrap to make it; an ordinary user needs newuidmap too, for the root's files of other owners.
missing_tools() {
  command -v bwrap >/dev/null || echo bubblewrap
  [ -d "$root" ] && return
  command -v mmdebstrap >/dev/null || echo mmdebstrap
  [ "$(id -u)" = 0 ] || command -v newuidmap >/dev/null || echo uidmap
}

ensure_tools() {
  local missing sudo=''
  missing=$(missing_tools | paste -sd' ')
  if [ -n "$missing" ]; then
    command -v apt-get >/dev/null ||
      die "$missing not found (the build root is made from Debian packages, and there is no apt-get here) install the dependencies in docs/install.md yourself, with Spack for example, and set EBRU_NATIVE=1"
    if [ "$(id -u)" != 0 ]; then
      command -v sudo >/dev/null ||
        die "$missing not found (installing packages needs root, and there is no sudo here) ask an administrator for: apt-get install $missing"
      sudo=sudo
    fi
    say "installing $missing"
    $sudo apt-get -qq update
    # shellcheck disable=SC2086  # a list of package names
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y $missing >/dev/null
  fi
  bwrap --ro-bind / / --dev /dev --proc /proc true 2>/dev/null ||
    die "bubblewrap cannot make a user namespace ($(bwrap --ro-bind / / --dev /dev --proc /proc true 2>&1 | tail -n1)) in a container give it the privilege (docker run --privileged); elsewhere see docs/install.md, user namespaces"
  [ -d "$root" ] || [ "$(id -u)" = 0 ] || grep -qs "^$(id -un):" /etc/subuid ||
    die "no line for $(id -un) in /etc/subuid (an ordinary user's root needs a range of user ids) ask an administrator for: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $(id -un)"
}

ensure_root() {
  ensure_tools
  [ -d "$root" ] && return
  mkdir -p "$cache"
  exec {lock}>"$root.lock"
  flock -n "$lock" || { say "another ./dev is making the root: waiting for it"; flock "$lock"; }
  [ -d "$root" ] || "$top/cmake/root/make_root.sh" "$root"
  exec {lock}>&-
  local other
  for other in "$cache"/root-*/; do
    other=${other%/}
    [ "$other" = "$root" ] || [ "${other%.partial}" != "$other" ] || say "an older root is still there: $other (no checkout here asks for it; remove it when no other does)"
  done
}

ensure_environment() { [ -n "$native" ] || ensure_root; }

# The CUDA toolkit's folder; fails where there is none.
cuda_home() {
  local nvcc home
  nvcc=$(command -v nvcc || command -v /usr/local/cuda/bin/nvcc) || return 1
  home=$(dirname "$(dirname "$(readlink -f "$nvcc")")")
  [ -d "$home/nvvm" ] && echo "$home"
}

# The root's system folders, read-only, and the machine's own folders under their own names, so that every path that a user types means
# the same inside and outside. What is left is read-only: a path that is not there fails instead of vanishing.
box_mounts() {
  box=(--ro-bind "$root/usr" /usr --ro-bind "$root/etc" /etc --symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib
       --symlink usr/lib64 /lib64 --dev /dev --proc /proc --ro-bind /sys /sys --bind /tmp /tmp --dir /var --bind-try /var/tmp /var/tmp
       --tmpfs /run --size 8388608 --tmpfs /run/small --bind "$cache/ccache" /run/ccache --bind "$cache/home" /run/home)
  local folder
  for folder in /*; do
    case $folder in
      /bin | /boot | /dev | /etc | /lib* | /lost+found | /proc | /run | /sbin | /sys | /tmp | /usr | /var) continue ;;
    esac
    if [ -L "$folder" ]; then
      box+=(--symlink "$(readlink "$folder")" "$folder")
    elif [ -d "$folder" ] && [ -r "$folder" ] && [ -x "$folder" ]; then
      box+=(--bind "$folder" "$folder")
    fi
  done
  for folder in "$top" "$(pwd -P)"; do
    case $folder in
      /usr/* | /etc/* | /run/*) die "$folder is in a system folder (the root has its own) work in another, such as one under $HOME" ;;
      /tmp | /tmp/*) ;;
      *) box+=(--bind "$folder" "$folder") ;;
    esac
  done
  local cuda
  if cuda=$(cuda_home); then box+=(--ro-bind "$cuda" /run/cuda); fi
  box+=(--remount-ro /)
}

box_variables() {
  box+=(--clearenv --setenv EBRU_IN_ROOT "$root_key" --setenv PATH /usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/run/cuda/bin --setenv HOME /run/home
        --setenv LANG C.UTF-8 --setenv CCACHE_DIR /run/ccache --setenv CCACHE_BASEDIR "$top" --setenv EBRU_TEST_SMALL_FS /run/small
        --setenv OMPI_ALLOW_RUN_AS_ROOT 1 --setenv OMPI_ALLOW_RUN_AS_ROOT_CONFIRM 1 --setenv OMPI_MCA_btl self,sm
        --setenv PRTE_MCA_rmaps_default_mapping_policy :oversubscribe)
  local name
  while read -r name; do
    case $name in
      EBRU_IN_ROOT | EBRU_CACHE) ;;
      TERM | COLUMNS | LINES | NO_COLOR | CLICOLOR_FORCE | CI | VERBOSE | NINJA_STATUS | SOURCE_DATE_EPOCH) ;&
      OMP_* | KOKKOS_* | EBRU_* | CTEST_* | GTEST_* | OMPI_* | PRTE_* | *SAN_OPTIONS) box+=(--setenv "$name" "${!name}") ;;
    esac
  done < <(compgen -e)
}

# Runs bubblewrap in the background and passes signals on to the program inside, each once: bubblewrap itself would die of them, and the
# program with it, killed where it was asked to stop. At a terminal the program stays in its process group and has Ctrl-C from there;
# elsewhere it is a group of its own, so that a signal to the whole group (timeout, a batch system) does not arrive twice.
supervise() {
  local info monitor program signal='' woken='' code
  info=$(mktemp)
  trap 'woken=1; signal=TERM' TERM
  trap 'woken=1; signal=HUP' HUP
  trap 'woken=1; [ -t 0 ] || signal=INT' INT
  [ -t 0 ] || set -m
  "$@" <&0 3>"$info" &
  monitor=$!
  set +m
  while :; do
    code=0
    wait "$monitor" || code=$?
    [ -n "$woken" ] || break
    woken=''
    program=$(sed -n 's/.*"child-pid": *\([0-9]*\).*/\1/p' "$info")
    [ -z "$signal" ] || [ -z "$program" ] || kill -s "$signal" "$program" 2>/dev/null || true
    signal=''
  done
  trap - TERM HUP INT
  rm -f "$info"
  return "$code"
}

in_root() {
  ensure_root
  mkdir -p "$cache/ccache" "$cache/home"
  local -a box
  box_mounts
  box_variables
  # No network inside: the project never downloads. Bash starts a background program with Ctrl-C ignored, hence env.
  supervise bwrap "${box[@]}" --unshare-net --die-with-parent --info-fd 3 --chdir "$(pwd -P)" -- \
    env --default-signal=INT,QUIT "$@"
}

inside() { if [ -n "$native" ]; then "$@"; else in_root "$@"; fi; }
