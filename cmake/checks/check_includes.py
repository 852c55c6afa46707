#!/usr/bin/env python3
"""Includes point one way: src <- solvers <- ml <- {examples, validation, tests}; a heavy library is included in one room only.

Usage: check_includes.py <checkout>. Prints every breach as file:line and exits 1 if there is one.
"""
import pathlib
import re
import sys

# What a folder of the first name may include of ours.
ARROW = {
    "src": {"src"},
    "solvers": {"src", "solvers"},
    "ml": {"src", "solvers", "ml"},
}
# Rooms of solvers/ that bring the others together; every other one keeps to itself, but for particles, which know their densities.
JOINING_ROOMS = {"forward", "bench", "ensemble_run"}
SIBLINGS = {"density": {"gaussian"}, "ensemble": {"density", "gaussian"}, "force": {"density", "ensemble"}}
# A library's headers, and the room (a study that compares with the library beside it) that may include them.
LIBRARIES = [
    (re.compile(r"fftw3.*\.h"), ("src/fft",)),
    (re.compile(r"(hdf5(_hl)?|H5[A-Za-z]*public)\.h"), ("src/io",)),
    (re.compile(r"vtk[A-Z]\w*\.h"), ("src/io",)),
    (re.compile(r"zlib\.h"), ("src/io",)),
    (re.compile(r"mpi\.h"), ("src/ranks",)),
    (re.compile(r"petsc\w*\.h"), ("validation",)),
    (re.compile(r"(torch|ATen|c10)/.*"), ("ml", "validation/torch_spde_step", "validation/sample_metrics")),
]
# Libraries that cost seconds in every file that sees them: in .cpp files alone.
NOT_IN_HEADERS = re.compile(r"(fftw3.*|hdf5.*|vtk[A-Z]\w*|zlib)\.h|CLI/.*|toml\+\+/.*|nlohmann/json\.hpp|spdlog/.*")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def origin(included):
    """The top folder that an include of ours belongs to, or None for a library's."""
    first = included.split("/")[0]
    return first if first in ("solvers", "ml", "tests", "examples", "validation") else "src"


def breaches_of(path, line, quote, included):
    parts = path.parts
    if quote == '"' and parts[0] in ARROW and origin(included) not in ARROW[parts[0]]:
        yield f'includes "{included}", against the arrow src <- solvers <- ml <- tests'
    if quote == '"' and included.startswith("../"):
        yield f'includes "{included}" (a path relative to the file breaks when either moves): name it from src/ or the top'
    if quote == '"' and parts[0] == "solvers" and len(parts) > 2 and parts[1] not in JOINING_ROOMS:
        other = included.split("/")
        if other[0] == "solvers" and len(other) > 2 and other[1] not in ({parts[1]} | SIBLINGS.get(parts[1], set())):
            yield f'includes "{included}": a room of solvers/ uses no sibling; the driver in solvers/forward joins them'
    for pattern, rooms in LIBRARIES:
        if pattern.fullmatch(included) and parts[0] in (*ARROW, "validation") and not any(str(path).startswith(room + "/") for room in rooms):
            yield f"includes <{included}>: only {' and '.join(rooms) or 'HDF5 itself'} does"
    if path.suffix == ".hpp" and parts[0] in ARROW and parts[0] != "ml" and NOT_IN_HEADERS.fullmatch(included):
        yield f"includes <{included}> in a header: heavy libraries stay in .cpp files"


def main(top):
    breaches, files = [], 0
    for folder in ("src", "solvers", "ml", "validation", "examples", "tests"):
        for path in sorted((top / folder).rglob("*.[ch]pp")):
            files += 1
            name = path.relative_to(top)
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if found := INCLUDE.match(line):
                    breaches += [f"{name}:{number}: {what}" for what in breaches_of(name, line, *found.groups())]
    print("\n".join(breaches) or f"{files} files: every include points the right way")
    return 1 if breaches or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
