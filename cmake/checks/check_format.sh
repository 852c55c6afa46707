#!/bin/sh
# Every C++ file is in the project's format: check_format.sh <clang-format> <checkout>. `./dev format` mends what it finds.
set -eu
cd "$2"
files=$(for folder in src solvers ml tests examples validation; do [ ! -d $folder ] || find $folder -name '*.[ch]pp'; done)
[ -n "$files" ] || { echo "no source files under $2"; exit 1; }
echo "$files" | xargs "$1" --dry-run --Werror
