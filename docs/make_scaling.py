#!/usr/bin/env python3
"""Measures every figure of docs/scaling.md and writes that page and its plots.

Usage, on an idle machine:  ./dev -- python3 docs/make_scaling.py build/release/ebru [ROUNDS] [RANKS]
Jobs of one and of RANKS (2) processes, one thread each, run in turn, ROUNDS times (3); figures are medians, ratios medians over pairs.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

TOP = pathlib.Path(__file__).resolve().parent.parent
ONE_THREAD = dict(os.environ, OMP_NUM_THREADS="1", OMP_PROC_BIND="false")
JOBS = [("examples/01_transport_fashion_mnist/deck.toml --set data.count=4000", "stencil in turbulence, an own field for each image"),
        ("examples/04_anisotropic_spde/deck.toml", "anisotropic SPDE")]


def forward(ebru, deck, output, ranks=None, threads=1):
    """Seconds of a forward job, as its log tells them."""
    launcher = ["mpirun", "-n", str(ranks), "--bind-to", "core"] if ranks else []
    subprocess.run([*launcher, ebru, "--threads", str(threads), "forward", *deck.split(), "-o", output, "--overwrite"], env=ONE_THREAD,
                   cwd=TOP, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return json.loads((output / "run_log.json").read_text())["this_run"]["seconds_total"]


def median_of_pairs(rounds, a, b):
    """Medians of a() and b(), and of a / b over pairs."""
    pairs = [(a(), b()) for _ in range(rounds)]
    return (*(statistics.median(column) for column in zip(*pairs)), statistics.median(x / y for x, y in pairs))


def jobs_table(ebru, rounds, ranks, folder):
    lines = [f"| job | 1 process, s | {ranks} processes, s | ratio | 2 threads, s | ratio |", "| --- | --- | --- | --- | --- | --- |"]
    for deck, what in JOBS:
        one, several, ratio = median_of_pairs(rounds, lambda: forward(ebru, deck, folder / "one", ranks=1),
                                              lambda: forward(ebru, deck, folder / "several", ranks=ranks))
        _, threads, by_threads = median_of_pairs(rounds, lambda: forward(ebru, deck, folder / "one"),
                                                 lambda: forward(ebru, deck, folder / "threads", threads=2))
        lines.append(f"| {what} (`{deck}`) | {one:.2f} | {several:.2f} | {ratio:.2f} | {threads:.2f} | {by_threads:.2f} |")
    return "\n".join(lines)


def bench(ebru, ranks, folder):
    path = folder / "scaling.json"
    subprocess.run(["mpirun", "-n", str(ranks), "--bind-to", "core", ebru, "bench", "scaling", "--repeats", "7", "--json", path,
                    "--scratch", folder], env=ONE_THREAD, check=True, stdout=subprocess.DEVNULL)
    return json.loads(path.read_text())


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def rows_table(rows):
    lines = ["| case | size | ranks | rate | unit | |", "| --- | --- | --- | --- | --- | --- |"]
    lines += [f"| {r['name']} | {r['size']} | {r['ranks']} | {number(r['rate_median'])} | {r['unit']} | {r['note']} |" for r in rows]
    return "\n".join(lines)


def draw(rows, path):
    """Measured rates and those of the model, over ranks."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for axis, word, unit in ((axes[0], "stencil in blocks, strong", "MLUPS"), (axes[1], "chain of samples, strong", "samples/s")):
        model = sorted((r["ranks"], r["rate_median"]) for r in rows if r["name"] == f"predicted: {word}")
        ranks = [r for r, _ in model]
        axis.loglog(ranks, [rate for _, rate in model], "o-", label="model")
        axis.loglog(ranks, [model[0][1] * r for r in ranks], ":", color="grey", label="ideal")
        axis.set(title=word, xlabel="ranks", ylabel=unit)
        axis.legend()
    figure.savefig(path, dpi=110)


PAGE = """# Scaling

Made by `./dev -- python3 docs/make_scaling.py build/release/ebru {rounds} {ranks}` at commit {commit} on {processor}, {compiler},
`{flags}`. **The machine has two cores**, shared with other guests: what is measured here is one and two ranks; all beyond is the model's,
and says so. Ratios are medians of runs in turn.

## Whole jobs
`mpirun -n {ranks} ebru forward DECK` with one thread a rank beside one rank and beside one process of two threads; all write the same bytes.

{jobs}

## What the parts cost
`mpirun -n {ranks} ebru bench scaling`:

{parts}

## The model
Every part is a bound by what it must do (`solvers/bench/cost_model.hpp`; nothing is taken to overlap unless it says so):

    field in blocks    T = c n_y n_x / P + 2 [P_y > 1] T_m(b n_x / P_x) + 2 [P_x > 1] T_m(b n_y / P_y) + corners
    samples            T = ceil(N / (P B)) (B t + log2(P) latency) + N s / min(P w, W)
    training           T = ceil(batch / P) t + t_fixed + 2 (P - 1)/P g / bandwidth + 2 log2(P) latency
    message            T_m(s) = latency + s / bandwidth

c and t are measured with all cores of the machine at work, so that what cores take from each other is in them; w and W come from the disk of
this machine; between nodes a message is taken to cost 2 us and 10 GB/s a rank, as current cluster networks give, for nothing of that kind can
be measured here.

{predictions}

![Rates of the model over ranks](images/scaling.png)

## Where it stops, and why
{stops}
"""


def stops(rows):
    """First rank count of each prediction with less than half the ideal rate."""
    text = []
    for word, why in (("stencil in blocks, strong", "blocks get so small that latency and edges outweigh their cells; take larger fields, "
                       "or more images at once"),
                      ("chain of samples, strong", "the file system takes no more bytes a second, and a round is at least one batch a rank; "
                       "keep fewer states or half precision, write to a parallel file system, or use smaller batches")):
        model = sorted((r["ranks"], r["rate_median"]) for r in rows if r["name"] == f"predicted: {word}")
        below = [ranks for ranks, rate in model if rate < 0.5 * ranks * model[0][1]]
        where = f"below half of ideal from {below[0]:,} ranks on (of those predicted)" if below else f"above half of ideal up to {model[-1][0]:,} ranks"
        text.append(f"- **{word}**: {where}: {why}.")
    return "\n".join(text)


def main():
    ebru = str(pathlib.Path(sys.argv[1]).resolve())
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    ranks = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    with tempfile.TemporaryDirectory(dir=TOP / "build") as scratch:
        folder = pathlib.Path(scratch)
        result = bench(ebru, ranks, folder)
        jobs = jobs_table(ebru, rounds, ranks, folder)
    rows = result["rows"]
    predicted = [r for r in rows if r["name"].startswith("predicted")]
    draw(rows, TOP / "docs/images/scaling.png")
    (TOP / "docs/scaling.md").write_text(PAGE.format(
        rounds=rounds, ranks=ranks, commit=result["commit"], processor=result["processor"], compiler=result["compiler"],
        flags=result["flags"], jobs=jobs, parts=rows_table([r for r in rows if r not in predicted]), predictions=rows_table(predicted),
        stops=stops(rows)))
    print("wrote docs/scaling.md and docs/images/scaling.png")


if __name__ == "__main__":
    main()
