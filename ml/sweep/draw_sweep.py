#!/usr/bin/env python3
"""Draws metrics.png, corruption.png and samples.png of a sweep from its table.json, corruption.json and strips/.

Usage: draw_sweep.py FOLDER    (the folder that ebru sweep wrote; needs matplotlib)

metrics.png: every shown number, against the swept key where that is one number, else by case; a dot a run, mean and standard deviation
beside them. corruption.png: how far the forward process of every case takes the images, by level. samples.png: the first samples of every case.
"""
import json
import math
import pathlib
import re
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend is chosen first)

COLUMNS = 3
MOST = 24


def swept_key(table):
    """The one key that is a number in all cases and another one in each; None when there is none or a choice."""
    cases = [case["swept"] for case in table["cases"]]
    numbers = [key for key in table["axes"] if all(isinstance(case.get(key), (int, float)) for case in cases)]
    telling = [key for key in numbers if len(cases) > 1 and len({case[key] for case in cases}) == len(cases)]
    return telling[0] if len(telling) == 1 else None


def draw_number(axes, table, name, key):
    cases = [case for case in table["cases"] if name in case["numbers"]]
    places = [case["swept"][key] if key else i for i, case in enumerate(cases)]
    numbers = [case["numbers"][name] for case in cases]
    means = [number["mean"] for number in numbers]
    spreads = [number["deviation"] if number["deviation"] is not None else 0.0 for number in numbers]
    axes.errorbar(places, means, yerr=spreads, marker="o", markersize=4, capsize=3, linestyle="-" if key else "none", linewidth=0.9)
    for place, number in zip(places, numbers):
        axes.plot([place] * number["n"], number["values"], ".", color="black", markersize=3, zorder=3)
    if key:
        positive = sorted(place for place in places if place > 0)
        if len(positive) > 1 and positive[-1] / positive[0] > 20:
            axes.set_xscale("symlog", linthresh=positive[0])
        axes.set_xlabel(key)
    else:
        axes.set_xticks(places, [case["case"] for case in cases], rotation=25, ha="right", fontsize=8)
    axes.set_title(name, fontsize=9)
    axes.grid(True, alpha=0.3)


def draw_metrics(table, path):
    shown = [name for name in table["shown"] if any(name in case["numbers"] for case in table["cases"])][:MOST]
    if not shown:
        return
    rows = math.ceil(len(shown) / COLUMNS)
    drawing, grid = plt.subplots(rows, COLUMNS, figsize=(4.2 * COLUMNS, 3.0 * rows), squeeze=False)
    key = swept_key(table)
    for axes, name in zip(grid.flat, shown):
        draw_number(axes, table, name, key)
    for axes in list(grid.flat)[len(shown):]:
        axes.set_axis_off()
    drawing.tight_layout()
    drawing.savefig(path, dpi=110)
    plt.close(drawing)


def draw_corruption(cases, path):
    drawing, axes = plt.subplots(figsize=(6.0, 4.0))
    for case in cases:
        last = len(case["corruption"]) - 1
        places = [level / last for level in range(last + 1)]
        axes.plot(places, case["corruption"], marker="." if last <= 100 else None, linewidth=1.0, label=f"{case['case']}, K = {last}")
    axes.set_xlabel("level k/K")
    axes.set_ylabel("rms($u_k - u_0$) / contrast of $u_0$")
    axes.grid(True, alpha=0.3)
    axes.legend(fontsize=8)
    drawing.tight_layout()
    drawing.savefig(path, dpi=110)
    plt.close(drawing)


def draw_samples(table, folder, path):
    strips = []
    for case in table["cases"]:
        file = folder / "strips" / (re.sub(r"[^A-Za-z0-9=.-]", "_", case["case"]) + ".png")
        if file.exists():
            strips.append((case["case"], plt.imread(file)))
    if not strips:
        return
    height = 11 * strips[0][1].shape[0] / strips[0][1].shape[1] + 0.3
    drawing, grid = plt.subplots(len(strips), 1, figsize=(11, height * len(strips)), squeeze=False)
    for axes, (name, strip) in zip(grid.flat, strips):
        axes.imshow(strip, cmap="gray", vmin=0.0, vmax=1.0)
        axes.set_title(name, fontsize=9, loc="left")
        axes.set_axis_off()
    drawing.tight_layout()
    drawing.savefig(path, dpi=110)
    plt.close(drawing)


def main(folder):
    table = json.loads((folder / "table.json").read_text())
    draw_metrics(table, folder / "metrics.png")
    draw_corruption(json.loads((folder / "corruption.json").read_text())["cases"], folder / "corruption.png")
    draw_samples(table, folder, folder / "samples.png")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
