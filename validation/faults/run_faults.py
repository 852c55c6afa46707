#!/usr/bin/env python3
"""Plants every fault of src/base/planted_fault.hpp, one at a time, and writes which studies and tests catch it.

Usage:  ./dev -- python3 validation/faults/run_faults.py [--fault NAME ...] [--only REGEX] [--jobs N]

Builds build/faults (the release preset with EBRU_PLANT_FAULTS), runs every study (--quick) and every unit-test program without a
fault, which must be green and tells which hooks each comes past, then with each fault that it comes past: one that it does not
cannot change it. Writes docs/planted_faults.md, unless --fault or --only chose a part. Ends with 1 when the run without a fault is
not green, or when nothing catches a fault.
"""
import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
TREE = TOP / "build/faults"
PAGE = TOP / "docs/planted_faults.md"
NOT_UNIT_TESTS = re.compile(r"^(program|check|install)[.]")

HEAD = """# Planted faults

A test that never fails proves nothing. `validation/faults/run_faults.py` builds the program with hooks
([planted_fault.hpp](../src/base/planted_fault.hpp)), plants one fault at a time and writes this table: which studies (`ebru validate
--quick`) and which unit-test programs catch it. Without a fault, all of them are green. A fault that nothing caught would be a missing
study or test, and the script would end with an error.

The hooks are one line each, where the fault breaks the physics. They are compiled with `-D EBRU_PLANT_FAULTS=ON` only, where the
environment variable `EBRU_FAULT=NAME` activates one; in every other build they are constants, and the machine code of the kernels is
the one without them.

```
./dev -- python3 validation/faults/run_faults.py                          # everything; writes this page
./dev -- python3 validation/faults/run_faults.py --fault d2q9_weight      # one fault, to the terminal
```

"""


@dataclasses.dataclass(frozen=True)
class Program:
    """A study or a unit-test program."""
    kind: str  # "study" or "test"
    name: str
    command: tuple


@dataclasses.dataclass
class Outcome:
    green: bool
    detail: str  # failing verdicts or tests
    hooks: frozenset
    seconds: float


def build():
    launcher = ["-D", "CMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    subprocess.run(["cmake", "--preset", "release", "-B", TREE, "-D", "EBRU_PLANT_FAULTS=ON", *launcher], cwd=TOP, check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", TREE, "-j", str(os.cpu_count())], check=True)


def faults():
    """{name: what it breaks}, and {name of a hook in a kernel, which notes nothing: the hooks of its room that do}.

    A kernel runs after its core has been made and run, past hooks in the same folder.
    """
    described = dict(re.findall(r"^    (\w+),\s+///< (.+)$", (TOP / "src/base/planted_fault.hpp").read_text(), re.M))
    noted, in_kernels = {}, {}
    for folder in ("src", "solvers", "ml"):
        for path in (TOP / folder).rglob("*.[ch]pp"):
            for kind, fault in re.findall(r"(planted|planted_in_kernel)\(\s*Fault::(\w+)\)", path.read_text()):
                (noted if kind == "planted" else in_kernels).setdefault(path.parent, set()).add(fault)
    return described, {fault: noted[room] for room, kernel_hooks in in_kernels.items() for fault in kernel_hooks}


def programs(only):
    listed = json.loads(subprocess.run(["ctest", "--test-dir", TREE, "--show-only=json-v1"], check=True, capture_output=True).stdout)
    found = [Program("test", test["name"], tuple(test["command"])) for test in listed["tests"]
             if not NOT_UNIT_TESTS.match(test["name"]) and pathlib.Path(test["command"][0]).name.startswith("test_")]
    studies = subprocess.run([TREE / "ebru", "validate", "--list"], check=True, capture_output=True, text=True).stdout
    found += [Program("study", line.split()[0], (str(TREE / "ebru"), "validate", line.split()[0], "--quick", "--no-figures"))
              for line in studies.splitlines() if "(cannot run: " not in line]
    return [program for program in found if re.search(only, program.name)]


def run(program, fault, seconds):
    """Runs a program with a fault for at most `seconds`."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        hooks, report = pathlib.Path(folder) / "hooks", pathlib.Path(folder) / "report"
        environment = dict(os.environ, EBRU_FAULT=fault, EBRU_FAULT_HOOKS=str(hooks), OMP_NUM_THREADS="1", OMP_PROC_BIND="false")
        command = program.command + (("-o", str(report)) if program.kind == "study" else ("--gtest_brief=1",))
        try:
            done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, errors="replace",
                                  timeout=seconds)
        except subprocess.TimeoutExpired:
            return Outcome(False, "does not end", frozenset(), seconds)
        passed = frozenset(hooks.read_text().split()) if hooks.exists() else frozenset()
        detail = "" if done.returncode == 0 else failures(program, done, report)
        return Outcome(done.returncode == 0, detail, passed, time.monotonic() - start)


def failures(program, done, report):
    if program.kind == "study" and (report / "results.json").exists():
        (study,) = json.loads((report / "results.json").read_text())["studies"]
        failed = sum(not verdict["holds"] for verdict in study["verdicts"])
        return f"{failed} of {len(study['verdicts'])}" if study["end"] == "fails" else "error"
    if program.kind == "test":
        failed = re.findall(r"^\[  FAILED  \] .* \(\d+ ms\)$", done.stdout, re.M)
        if failed and done.returncode == 1:
            return str(len(failed))
    return "crash"


def everything(pool, runs):
    """{run: outcome} of (program, fault, seconds), with a line for each that is not green."""
    outcomes = {}
    waiting = {pool.submit(run, *one): one for one in runs}
    for future in concurrent.futures.as_completed(waiting):
        program, fault, _ = waiting[future]
        outcomes[program, fault] = outcome = future.result()
        if not outcome.green:
            print(f"{fault}: {program.kind} {program.name} ({outcome.detail})", flush=True)
    return outcomes


def caught_by(outcomes, fault, kind):
    caught = [(program.name, outcome.detail) for (program, planted), outcome in outcomes.items()
              if planted == fault and program.kind == kind and not outcome.green]
    return ", ".join(f"{name} ({detail})" for name, detail in sorted(caught))


def write_page(described, outcomes, all_programs):
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=TOP, capture_output=True, text=True).stdout.strip()
    studies = sorted(program.name for program in all_programs if program.kind == "study")
    tests = sorted(program.name for program in all_programs if program.kind == "test")
    lines = [HEAD + f"Made at commit {commit} from {len(studies)} studies ({', '.join(studies)}) and {len(tests)} unit-test programs.",
             "In brackets: failing verdicts of a study, failing tests of a program.", "",
             "| fault | what it breaks | studies that catch it | tests that catch it |", "| --- | --- | --- | --- |"]
    for fault, what in described.items():
        lines.append(f"| {fault} | {what} | {caught_by(outcomes, fault, 'study')} | {caught_by(outcomes, fault, 'test')} |")
    PAGE.write_text("\n".join(lines) + "\n")
    print(PAGE)


def main():
    options = argparse.ArgumentParser(description="Which studies and tests catch which planted fault")
    options.add_argument("--fault", action="append", default=[], help="only this one; may be repeated")
    options.add_argument("--only", default="", help="only studies and tests whose name matches")
    options.add_argument("--jobs", type=int, default=os.cpu_count(), help="programs at a time, of one thread each")
    given = options.parse_args()
    described, in_kernels = faults()
    unknown = set(given.fault) - set(described)
    if unknown:
        sys.exit(f"--fault {' '.join(unknown)} (there is no such fault) the faults: {', '.join(described)}")
    build()
    chosen = {fault: described[fault] for fault in described if not given.fault or fault in given.fault}
    all_programs = programs(given.only)
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        plain = everything(pool, [(program, "none", 3600) for program in all_programs])
        red = [program.name for (program, _), outcome in plain.items() if not outcome.green]
        if red:
            sys.exit(f"{', '.join(red)} (not green without a fault) mend that first")
        print(f"without a fault all {len(plain)} are green", flush=True)
        longest_first = sorted(plain.items(), key=lambda item: -item[1].seconds)
        outcomes = everything(pool, [(program, fault, 60 + 10 * outcome.seconds) for fault in chosen
                                     for (program, _), outcome in longest_first
                                     if outcome.hooks & in_kernels.get(fault, {fault})])
    missed = [fault for fault in chosen if not caught_by(outcomes, fault, "study") and not caught_by(outcomes, fault, "test")]
    if not given.fault and not given.only:
        write_page(chosen, outcomes, all_programs)
    for fault in missed:
        print(f"{fault}: nothing catches it")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
