#!/usr/bin/env python3
"""Has Spack concretize every combination of variants.md and looks whether what it gives back is what was asked for.

Usage: check_variants.py [--spack spack] [ROW...]   ROW: numbers of rows, from 1; all without. Needs Spack 1.0 or later and its package
repository; minutes a row, since each is a puzzle of its own. Nothing is built. Works on a temporary environment that takes the recipe and the
settings of spack.yaml, so no file of the checkout changes.

Ends with 0 when every combination resolves with all its variants as named and the libraries of the table, and every combination of the
second table is refused.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE / "ebru" / "variants.md"
OWN = ("openmp", "mpi", "vtk", "petsc", "torch", "tests", "cuda", "rocm")
# Libraries that only some builds have; the others are in every build.
OPTIONAL = ("mpi", "vtk", "petsc", "py-torch", "googletest")


def parse_variants(text):
    """{"mpi": True, "cuda_arch": "90", ...} of "+mpi cuda_arch=90"."""
    values = {name: value for name, value in re.findall(r"(\w+)=(\S+)", text)}
    for sign, name in re.findall(r"([+~])([\w-]+)", text):
        values[name] = sign == "+"
    return values


def rows_under(heading):
    """The cells of the table below a heading of variants.md, without its head."""
    part = TABLE.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def combinations():
    """[(variants as text, libraries beyond the common ones)]"""
    return [(row[0].strip("`"), sorted(filter(None, re.split(r",\s*", row[2])))) for row in rows_under("Combinations")]


def refused():
    """[(variants as text, Spack's message)]"""
    return [(row[0].strip("`"), row[1]) for row in rows_under("Refused")]


def environment(folder):
    """spack.yaml of this checkout with absolute paths and no roots: each combination is a question, not a root."""
    text = (HERE.parent / "spack.yaml").read_text()
    text = re.sub(r"  specs:\n(?:  .*\n)*?(?=  repos:)", "  specs: []\n", text)
    text = text.replace("./spack_repo/ebru", str(HERE / "ebru")).replace("path: .\n", f"path: {HERE.parent}\n")
    (folder / "spack.yaml").write_text(text)


def concretized(spack, folder, variants):
    """(nodes by name, '') or (None, what Spack says)"""
    command = [spack, "-e", str(folder), "spec", "--json", f"ebru@main {variants}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return None, (done.stdout + done.stderr).strip()
    answer = json.loads(done.stdout[done.stdout.index("{"):])
    return {node["name"]: node for node in answer["spec"]["nodes"]}, ""


def provides_mpi(node):
    return node["name"] in ("mpi", "openmpi", "mpich", "mvapich", "intel-oneapi-mpi", "cray-mpich", "hpcx-mpi", "spectrum-mpi")


def complaints(nodes, variants, libraries):
    """What came back otherwise than it was asked for."""
    given = nodes["ebru"]["parameters"]
    for name, value in parse_variants(variants).items():
        got = given.get(name)
        if isinstance(got, list):
            got = ",".join(got)
        if got != value and str(got) != str(value):
            yield f"{name} was asked for as {value} and came back as {got}"
    have = {name for name in OPTIONAL if name in nodes}
    if any(provides_mpi(node) for node in nodes.values()):
        have.add("mpi")
    for name in sorted(set(libraries) - have):
        yield f"{name} is missing"
    for name in sorted(have - set(libraries)):
        yield f"{name} was not asked for and is there"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--spack", default="spack")
    options.add_argument("rows", nargs="*", type=int)
    asked = options.parse_args()
    failures = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        environment(folder)
        for number, (variants, libraries) in enumerate(combinations(), 1):
            if asked.rows and number not in asked.rows:
                continue
            nodes, message = concretized(asked.spack, folder, variants)
            wrong = [f"no solution: {message}"] if nodes is None else list(complaints(nodes, variants, libraries))
            failures += bool(wrong)
            print(f"{number:3} {'FAILED' if wrong else 'ok'}  {variants}", *wrong, sep="\n      ", flush=True)
        for variants, because in refused() if not asked.rows else []:
            nodes, message = concretized(asked.spack, folder, variants)
            wrong = nodes is not None or because not in re.sub(r"\s+", " ", message)
            failures += wrong
            print(f"  - {'FAILED: not refused as the table says' if wrong else 'refused'}  {variants}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except FileNotFoundError as error:
        sys.exit(f"{error.filename}: not found (every combination is concretized by Spack) install Spack 1.0 or later, or give --spack PATH")
