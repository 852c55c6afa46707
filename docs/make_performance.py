#!/usr/bin/env python3
"""Measures every figure of docs/performance.md and writes that page.

Usage, on an idle machine:  ./dev -- python3 docs/make_performance.py build/release/ebru [ROUNDS] [BENCHMARK ...]
Programs with one and with two threads run in turn, ROUNDS times (3), so that both meet the same machine; figures are medians.
With names of benchmarks only their sections of the page are measured and replaced; each section names its commit.
"""
import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent
PINNED = dict(os.environ, OMP_PROC_BIND="spread", OMP_PLACES="threads")


def bench(ebru, name, threads, folder):
    path = folder / "bench.json"
    subprocess.run([ebru, "--threads", str(threads), "bench", name, "--json", path, "--scratch", folder], env=PINNED, check=True,
                   stdout=subprocess.DEVNULL)
    return json.loads(path.read_text())


def rounds_of(ebru, name, count, folder):
    """[(one thread, two threads)] of a benchmark, measured in turn."""
    return [(bench(ebru, name, 1, folder), bench(ebru, name, 2, folder)) for _ in range(count)]


def median_rows(runs):
    """Rows of one thread count over the rounds: medians of the numbers."""
    rows = []
    for same in zip(*(run["rows"] for run in runs)):
        row = dict(same[0])
        for key, value in same[0].items():
            if isinstance(value, float):
                row[key] = statistics.median(r[key] for r in same)
        rows.append(row)
    return rows


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def table(rounds):
    one, two = (median_rows([pair[i] for pair in rounds]) for i in (0, 1))
    lines = ["| case | size | unit | 1 thread | 2 threads | 2 / 1 | bytes an update | share of update-9, 1 and 2 threads |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for i, (a, b) in enumerate(zip(one, two)):
        ratio = statistics.median(p[1]["rows"][i]["rate_median"] / p[0]["rows"][i]["rate_median"] for p in rounds)
        shares = [f"{100 * row['bandwidth_gb_per_s'] / row['update9_gb_per_s']:.0f} % of {row['update9_gb_per_s']:.1f} GB/s"
                  for row in (a, b) if row["update9_gb_per_s"] > 0]
        bytes_an_update = f"{a['bytes_per_update']:.0f}" if a["bytes_per_update"] else ""
        lines.append(f"| {a['name']} | {a['size']} | {a['unit']} | {number(a['rate_median'])} | {number(b['rate_median'])} | "
                     f"{'' if a['unit'] == 'times' else f'{ratio:.2f}'} | {bytes_an_update} | {', '.join(shares)} |")
        if a["note"] and (a["unit"] == "times" or "%" in a["note"]):
            lines.append(f"| | {a['note']} | | | | | | |")
    return "\n".join(lines)


def default_run(ebru, folder):
    """Wall time, share of writing and peak memory of the default job."""
    output = folder / "default"
    subprocess.run([ebru, "forward", TOP / "examples/01_transport_fashion_mnist/deck.toml", "-o", output, "--overwrite"], env=PINNED,
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    log = json.loads((output / "run_log.json").read_text())
    return log["this_run"], peak * 1024


# Of every benchmark, in the order of the page: its heading, and what is to be known before its table.
SECTIONS = {
    "lbm": ("Lattice Boltzmann", ""),
    "stencil": ("Memoryless stencil", ""),
    "rfm": ("Random Fourier velocity", ""),
    "heat": ("Heat", ""),
    "spde": ("Anisotropic SPDE", ""),
    "ensemble": ("Ensemble", "Numbers a second are coordinates of particles, a level each."),
    "kde": ("Kernel density estimate", "A pair is a point and a query: one exponential."),
    "io": ("Chain and trajectory", ""),
}


def section(name, rounds):
    """From its heading to the blank line before the next one."""
    heading, intro = SECTIONS[name]
    build = rounds[0][1]
    lines = [f"## {heading}", f"`ebru bench {name}`, {len(rounds)} rounds at commit {build['commit']}. {intro}".rstrip()]
    return "\n".join([*lines, "", table(rounds)]) + "\n"


def replace_section(page, name, text):
    pattern = re.compile(rf"^## {re.escape(SECTIONS[name][0])}\n.*?(?=^## |\Z)", re.M | re.S)
    if not pattern.search(page):
        raise SystemExit(f"docs/performance.md has no section '{SECTIONS[name][0]}' (only whole sections are replaced) make the whole page once")
    return pattern.sub(lambda _: text + "\n", page).rstrip() + "\n"


def whole_page(ebru, count, folder):
    runs = [default_run(ebru, folder) for _ in range(count)]
    peak = runs[-1][1]  # the largest of them
    measured = {name: rounds_of(ebru, name, count, folder) for name in SECTIONS}
    build = measured["lbm"][0][1]
    this_run = {key: statistics.median(run[0][key] for run in runs) for key in runs[0][0]}
    return f"""# Performance

Written by `docs/make_performance.py`; do not edit. Medians of rounds; one and two threads in turn; each benchmark itself takes medians of
{build['repeats']} runs. {build['processor']}, {build['kokkos']}, {build['compiler']}, {build['instruction_set']}.

Flags: `{build['flags']}`.

MLUPS is a million cell updates a second. Bytes an update are what goes through memory when nothing is in cache. *update-9* is the limit of an in-place D2Q9:
nine float arrays read, changed and written back, measured in turn with the solver. A share of memory bandwidth is only given when the working set is at least four
last-level caches.

## The default job
`./dev run`: 10,000 images of 28 x 28, 100 levels, {this_run['cell_updates']:.3g} cell updates; {count} rounds at commit {build['commit']}.

| figure | measured |
| --- | --- |
| wall time, 2 threads | {this_run['seconds_total']:.1f} s |
| of it the process, with velocities | {this_run['seconds_process']:.1f} s |
| writing the chain | {this_run['seconds_write']:.1f} s = {100 * this_run['write_share_of_total']:.0f} % |
| peak memory | {peak / 1e6:.0f} MB |

""" + "\n".join(section(name, measured[name]) for name in SECTIONS)


def main():
    ebru = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    path = TOP / "docs" / "performance.md"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if len(sys.argv) <= 3:
            page = whole_page(ebru, count, folder)
        else:
            page = path.read_text()
            for benchmark in sys.argv[3:]:
                page = replace_section(page, benchmark, section(benchmark, rounds_of(ebru, benchmark, count, folder)))
    path.write_text(page)


if __name__ == "__main__":
    main()
