#!/usr/bin/env bash
# Compiles the project's kernels for an NVIDIA GPU (sm_90) with nvcc: cmake/cuda/check.sh [FILES]. Without arguments: every source file of
# src/ and solvers/ that holds a Kokkos kernel, and the bridge to tensors. Nothing is linked or run, so no GPU and no CUDA build of Kokkos
# are needed: Kokkos ships its CUDA headers, and the few headers that its CUDA build would have generated are written here and found
# before the installed ones.
# Ends with 0 and a notice where there is no nvcc.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd -P)
tree=$top/build/cuda

say() { printf '[cuda-check] %s\n' "$*"; }
die() { printf 'cuda-check: %s\n' "$*" >&2; exit 1; }

# Kokkos's include folder: an environment's or the system's.
find_kokkos() {
  local prefix
  local IFS=:
  for prefix in ${CMAKE_PREFIX_PATH:-} /usr /usr/local; do
    for prefix in "$prefix/include/kokkos" "$prefix/include"; do
      [ -e "$prefix/KokkosCore_config.h" ] && echo "$prefix" && return
    done
  done
  die "KokkosCore_config.h not found (the check compiles against Kokkos's headers) run it as ./dev cuda-check"
}

# The headers that a Kokkos with Serial, OpenMP and CUDA for Hopper would have been installed with.
write_overrides() {
  local kokkos=$1 to=$2 name
  mkdir -p "$to/desul/atomics"
  {
    cat "$kokkos/KokkosCore_config.h"
    for name in ENABLE_CUDA ENABLE_CUDA_LAMBDA ENABLE_SERIAL ARCH_HOPPER ARCH_HOPPER90; do
      printf '#undef KOKKOS_%s\n#define KOKKOS_%s\n' $name $name
    done
    printf '#undef KOKKOS_IMPL_ARCH_NVIDIA_GPU\n#define KOKKOS_IMPL_ARCH_NVIDIA_GPU 90\n'
  } >"$to/KokkosCore_config.h"
  for name in Fwd Declare; do
    {
      printf '#pragma once\n'
      printf "#include <%s/Kokkos_${name}_%s.hpp>\n" "${name,}" SERIAL "${name,}" OPENMP "${name,}" CUDA
    } | sed 's|<declare/|<decl/|' >"$to/KokkosCore_Config_${name}Backend.hpp"
  done
  printf '#pragma once\n#include <setup/Kokkos_Setup_Cuda.hpp>\n' >"$to/KokkosCore_Config_SetupBackend.hpp"
  printf '#ifndef DESUL_ATOMICS_CONFIG_HPP_\n#define DESUL_ATOMICS_CONFIG_HPP_\n#define DESUL_ATOMICS_ENABLE_CUDA\n#endif\n' \
    >"$to/desul/atomics/Config.hpp"
}

# Source files that launch a kernel, themselves or through a header of ours; what includes a host library, or loops only
# where FFTW needs it, stays on the host.
kernel_files() {
  local found='' more headers
  more=$(grep -rlE --include='*.[ch]pp' 'parallel_(for|reduce|scan)|KOKKOS_(CLASS_)?LAMBDA' src solvers | sed '\|^src/fft/|d' | sort)
  while [ "$more" != "$found" ]; do
    found=$more
    headers=$(grep '\.hpp$' <<<"$found" | sed 's|^src/||; s|.*|#include "&"|')
    more=$({ echo "$found"; grep -rlF --include='*.[ch]pp' "${headers:-no header launches a kernel}" src solvers; } | sort -u)
  done
  while read -r more; do
    if [[ $more = *.cpp ]] && ! grep -qE '#include <(fftw3|hdf5|vtk)' "$more"; then echo "$more"; fi
  done <<<"$found"
}

# The bridge to tensors, where LibTorch's headers are; a CPU build's will do.
device_tensor() { if [ -e /usr/include/ATen/core/Tensor.h ]; then echo tests/ml/bridge/device_tensor.cpp; fi; }

compile() {
  local file=$1 object=$tree/${1%.cpp}.o started=$SECONDS log
  mkdir -p "$(dirname "$object")"
  log=$object.log
  if "${launcher[@]}" "$nvcc" -x cu -std=c++20 -arch=sm_90 --extended-lambda --expt-relaxed-constexpr -Xcompiler -fopenmp,-ffp-contract=off \
      -I "$tree/overrides" -I src -I . -I "$generated" -isystem "$kokkos" -O2 -c "$file" -o "$object" >"$log" 2>&1; then
    # A warning of ours is worth reading; the notes of Kokkos's own headers are not.
    grep -E "^(src|solvers)/.*warning" "$log" || true
    say "$(printf '%5ds  %3d kernels  %s' $((SECONDS - started)) "$(nm "$object" | grep -cE ' [tTwW] .*__device_stub__.*parallel_')" "$file")"
  else
    say "  FAILED $file"
    head -n 40 "$log"
    return 1
  fi
}

main() {
  cd "$top"
  if ! nvcc=$(command -v nvcc); then
    say "skipped: no nvcc on this machine (the kernels are checked for CUDA where there is one)"
    exit 0
  fi
  local files
  if [ $# -gt 0 ]; then files=$(printf '%s\n' "$@"); else files=$(kernel_files; device_tensor); fi
  [ -n "$files" ] || die "no kernels found (src and solvers hold no Kokkos kernel in a .cpp file) name the files to compile"
  kokkos=$(find_kokkos)
  generated=$top/build/release/generated
  write_overrides "$kokkos" "$tree/overrides"
  launcher=()
  if command -v ccache >/dev/null; then launcher=(ccache); fi
  say "$(nvcc --version | sed -n 's/.*release \([0-9.]*\),.*/nvcc \1/p'), sm_90, $(wc -l <<<"$files") files"
  local file failed=0 running=0
  while read -r file; do
    if [ "$running" -ge "$(nproc)" ]; then wait -n || failed=$((failed + 1)); running=$((running - 1)); fi
    compile "$file" &
    running=$((running + 1))
  done <<<"$files"
  while [ "$running" -gt 0 ]; do wait -n || failed=$((failed + 1)); running=$((running - 1)); done
  [ "$failed" = 0 ] || die "$failed of $(wc -l <<<"$files") files do not compile for a GPU (the compiler's words are above) mend them"
  say "all kernels compile to sm_90 objects, in $SECONDS s"
}
main "$@"
