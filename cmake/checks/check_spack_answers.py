#!/usr/bin/env python3
"""spack_repo/check_variants.py notices a Spack that gives something else than it was asked for.

Usage: check_spack_answers.py <checkout>. In the place of Spack stands this file: called as `check_spack_answers.py -e FOLDER spec --json SPEC`
it answers from the recipe, honestly or, by EBRU_STAND_IN_SPACK, with a fault.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import check_spack_recipe
import spack_stand_in

HERE = pathlib.Path(__file__).resolve().parent
# What the stand-in does wrong, what check_variants.py must print then, and the row of the table that shows it (none: all).
FAULTS = {"flips": ("petsc was asked for as True and came back as False", ["13"]), "adds": ("mpi was not asked for and is there", ["1"]),
          "loses": ("vtk is missing", ["3"]), "refuses": ("no solution", ["5"]), "accepts": ("not refused as the table says", [])}


def answer(top, folder, spec, fault):
    text = (folder / "spack.yaml").read_text()
    if "specs: []" not in text or not pathlib.Path(re.search(r"    ebru: (.*)", text).group(1), "repo.yaml").exists():
        return "the environment is not this checkout's"
    recipe = spack_stand_in.load(top / "spack_repo" / "ebru" / "packages" / "ebru" / "package.py")
    variants = check_spack_recipe.read_table(top).parse_variants(spec)
    refusals = check_spack_recipe.triggered(recipe, variants)
    if fault == "refuses" and variants["torch"]:
        refusals.append("cannot satisfy")
    if refusals and fault != "accepts":
        return "\n".join(refusals)
    names = {"openmpi" if name == "mpi" else name for name in check_spack_recipe.merged(recipe, variants)[0]}
    if fault == "flips" and variants["cuda"]:
        variants["petsc"] = False
        names -= {"petsc"}
    if fault == "adds":
        names |= {"openmpi"}
    if fault == "loses":
        names -= {"vtk"}
    nodes = [{"name": "ebru", "parameters": variants}, *({"name": name, "parameters": {}} for name in sorted(names))]
    print("==> a line before the answer\n" + json.dumps({"spec": {"nodes": nodes}}))
    return 0


def checked(top, fault, rows):
    command = [sys.executable, str(top / "spack_repo" / "check_variants.py"), "--spack", str(HERE / "check_spack_answers.py"), *rows]
    done = subprocess.run(command, capture_output=True, text=True, check=False,
                          env={**os.environ, "EBRU_STAND_IN_SPACK": fault, "PYTHONDONTWRITEBYTECODE": "1"})
    return done.returncode, done.stdout + done.stderr


def main():
    if sys.argv[1] == "-e":
        return answer(HERE.parents[1], pathlib.Path(sys.argv[2]), sys.argv[5], os.environ["EBRU_STAND_IN_SPACK"])
    top = pathlib.Path(sys.argv[1]).resolve()
    code, printed = checked(top, "none", [])
    if code != 0:
        return f"an honest Spack is accused:\n{printed}"
    for fault, (line, rows) in FAULTS.items():
        code, printed = checked(top, fault, rows)
        if code == 0 or line not in printed:
            return f"a Spack that {fault} is not noticed ('{line}' is not printed):\n{printed}"
    print(f"an honest Spack passes, and {len(FAULTS)} faulty ones are noticed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
