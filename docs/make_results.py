#!/usr/bin/env python3
"""Writes docs/results.md from the folders of sweeps, and copies their figures to docs/images.

Usage: docs/make_results.py [DIR ...]    (folders that ebru sweep wrote; their names become the names of the figures)

Beside every number stands what it is worth: the largest difference between two cases, and the spread over seeds that all cases share.
"""
import json
import math
import pathlib
import shutil
import sys

DOCS = pathlib.Path(__file__).resolve().parent

HEAD = """# Results

Comparisons of the examples: one network, one budget, every case with several seeds. Written by `docs/make_results.py` from the tables of `ebru sweep`
([how to read them](sweeps.md)); numbers are mean ± standard deviation over seeds. The networks are small and the budgets minutes: these tables show that the whole way
works and what can be told apart at this size, not what the methods can do. The rows in italics are calibrations: the same measures for as many real images, the same
blurred, and noise. A Fréchet distance is one in the features of the extractor named before it,
never an FID. Seconds are those of the machine as it was, with other work beside the runs: they rank the cases roughly.

"Pooled spread" is s = sqrt(mean of the cases' variances). "Pairs told apart" counts the pairs of cases whose means differ by more than t s sqrt(1/n + 1/m), t the
97.5 % quantile of Student's distribution for all runs less all cases: of pairs that do not differ, one in twenty is counted by chance.
"""

# 97.5 % quantiles of Student's distribution by degrees of freedom; those in between take the next smaller number's.
STUDENT = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26, 10: 2.23, 15: 2.13, 20: 2.09, 30: 2.04, 60: 2.00}

NONE = """No sweep has been put here yet. To make the tables:

```
./dev run sweep examples/08_pe_sweep/sweep.toml -o runs/pe_sweep
./dev run sweep examples/09_compare_processes/sweep.toml -o runs/compare_processes
docs/make_results.py runs/pe_sweep runs/compare_processes
```"""


def digits_for(size):
    return min(max(1 - math.floor(math.log10(size)), 0), 9) if size > 0 else 4


def spread_text(number):
    if number is None:
        return ""
    deviation = number["deviation"]
    if not deviation:
        return f"{number['mean']:.4g}"
    digits = digits_for(deviation)
    return f"{number['mean']:.{digits}f} ± {deviation:.{digits}f}"


def dig(values, path):
    """The number behind dotted keys; None without one."""
    for key in path.split("."):
        values = values.get(key) if isinstance(values, dict) else None
    return values if isinstance(values, (int, float)) else None


def calibration_rows(table, folder):
    """What the same measures say of test images, blurred test images and noise; of the first run, for it is equal in all."""
    results = sorted(folder.glob("runs/*/evaluation/results.json"))
    calibrations = json.loads(results[0].read_text()).get("calibrations", {}) if results else {}
    names = list(dict.fromkeys(name for sets in calibrations.values() for name in sets))
    rows = []
    for name in names:
        cells = []
        for column in table["shown"]:
            extractor, _, rest = column.partition(".")
            value = dig(calibrations.get(extractor, {}).get(name, {}), rest)
            cells.append("" if value is None else f"{value:.4g}")
        rows.append(f"| *{name.replace('_', ', ')}* | | " + " | ".join(cells) + " |")
    return rows


def case_table(table, folder):
    lines = ["| case | runs | " + " | ".join(table["shown"]) + " |", "| --- | --- |" + " --- |" * len(table["shown"])]
    for case in table["cases"]:
        cells = [spread_text(case["numbers"].get(name)) for name in table["shown"]]
        lines.append(f"| {case['case']} | {len(case['runs'])} | " + " | ".join(cells) + " |")
    return "\n".join(lines + calibration_rows(table, folder))


def effect_row(table, name):
    """Largest difference of two cases, pooled spread, pairs that differ beyond it; None without a spread."""
    numbers = [(case["case"], case["numbers"][name]) for case in table["cases"] if name in case["numbers"]]
    spread_out = [number for _, number in numbers if number["deviation"] is not None]
    if len(numbers) < 2 or not spread_out:
        return None
    pooled = math.sqrt(sum(number["deviation"] ** 2 for number in spread_out) / len(spread_out))
    freedom = sum(number["n"] - 1 for number in spread_out)
    quantile = STUDENT[max(known for known in STUDENT if known <= freedom)]
    low, high = (choose(numbers, key=lambda one: one[1]["mean"]) for choose in (min, max))
    pairs = [(a, b) for i, (_, a) in enumerate(numbers) for _, b in numbers[i + 1:]]
    apart = sum(abs(a["mean"] - b["mean"]) > quantile * pooled * math.sqrt(1 / a["n"] + 1 / b["n"]) for a, b in pairs)
    difference = high[1]["mean"] - low[1]["mean"]
    return f"| {name} | {difference:.3g} ({low[0]} to {high[0]}) | {pooled:.2g} | {apart} of {len(pairs)} |"


def effect_table(table):
    rows = [row for row in (effect_row(table, name) for name in table["shown"]) if row]
    if not rows:
        return "One seed a case: no spread, and nothing to compare the differences with."
    return "\n".join(["| number | largest difference | pooled spread | pairs told apart |", "| --- | --- | --- | --- |"] + rows)


def setting(folder):
    """Where and with what the first run was made."""
    logs = sorted(folder.glob("runs/*/train/run_log.json"))
    if not logs:
        return ""
    log = json.loads(logs[0].read_text())
    training = log["training"]
    return (f"{training['updates']} updates a run, ebru {log['build']['version']} ({log['build']['commit']}) on {log['machine']['processor']}, "
            f"{log['machine']['threads']} thread(s) a run.")


def figure(folder, name):
    source = folder / f"{name}.png"
    if not source.exists():
        return ""
    target = DOCS / "images" / f"results_{folder.name}_{name}.png"
    shutil.copyfile(source, target)
    return f"![{name} of {folder.name}](images/{target.name})"


def section(folder):
    table = json.loads((folder / "table.json").read_text())
    parts = [f"## {table['title']}", setting(folder), case_table(table, folder), effect_table(table), figure(folder, "metrics"), figure(folder, "corruption"),
             figure(folder, "samples")]
    return "\n\n".join(part for part in parts if part)


def main(folders):
    sections = [section(pathlib.Path(folder).resolve()) for folder in folders] or [NONE]
    (DOCS / "results.md").write_text(HEAD + "\n" + "\n\n".join(sections) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
