#!/usr/bin/env python3
"""Draws loss.png from the tables of a training run: loss by update, loss on held-out images, loss by level.

Usage: draw_loss.py FOLDER    (the folder that ebru train wrote; needs matplotlib)
"""
import csv
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend is chosen first)


def read_columns(path, names):
    """Columns of a CSV file as lists of numbers; rows with an empty field are left out."""
    if not path.exists():
        return [[] for _ in names]
    with open(path, newline="") as file:
        rows = [row for row in csv.DictReader(file) if all(row[name] for name in names)]
    return [[float(row[name]) for row in rows] for name in names]


def draw_updates(axes, folder):
    axes.plot(*read_columns(folder / "log.csv", ["update", "loss"]), linewidth=0.8, label="training")
    updates, losses = read_columns(folder / "validation.csv", ["update", "loss"])
    if updates:
        axes.plot(updates, losses, marker="o", markersize=3, label="held out, average weights")
    axes.set_xlabel("update")
    axes.set_ylabel("loss")
    axes.set_yscale("log")
    axes.grid(True, alpha=0.3)
    axes.legend(fontsize=8)


def draw_levels(axes, folder):
    updates, bins, losses = read_columns(folder / "levels.csv", ["update", "bin", "loss"])
    for update in sorted(set(updates))[:-4:-1]:
        points = sorted((b, loss) for u, b, loss in zip(updates, bins, losses) if u == update)
        axes.plot([p[0] for p in points], [p[1] for p in points], marker=".", linewidth=0.8, label=f"until update {update:.0f}")
    axes.set_xlabel("bin of the level")
    axes.set_ylabel("loss")
    axes.set_yscale("log")
    axes.grid(True, alpha=0.3)
    if updates:
        axes.legend(fontsize=8)


def main(folder):
    drawing, axes = plt.subplots(1, 2, figsize=(11, 4.2))
    draw_updates(axes[0], folder)
    draw_levels(axes[1], folder)
    drawing.savefig(folder / "loss.png", dpi=110, bbox_inches="tight")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
