#!/usr/bin/env python3
"""Draws the figures of a validation report from results.json and the CSV files beside it.

Usage: draw_figures.py FOLDER    (the folder that ebru validate wrote; needs matplotlib)
"""
import csv
import json
import math
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend is chosen first)


def read_rows(path, where):
    """Rows of a CSV file as dictionaries, those where every column of `where` holds its text."""
    with open(path, newline="") as file:
        return [row for row in csv.DictReader(file) if all(row[key] == value for key, value in where.items())]


def number(text):
    return float(text) if text != "" else math.nan


def column(rows, name):
    return [number(row[name]) for row in rows]


STYLES = {
    "points_and_line": dict(marker="o", markersize=4, linewidth=1.2),
    "line": dict(linewidth=1.5),
    "dashed": dict(linestyle="--", marker="x", markersize=4, linewidth=1.0),
    "points": dict(marker=".", linestyle="none"),
}


def draw_slopes(axes, slopes):
    """Straight lines of the given slopes through the lower right of what is drawn, in log-log axes."""
    points = [(x, y) for line in axes.get_lines() for x, y in zip(line.get_xdata(), line.get_ydata())
              if x > 0 and y > 0 and math.isfinite(y)]
    if not points:
        return
    x_low, x_high = min(p[0] for p in points), max(p[0] for p in points)
    top = max(p[1] for p in points if p[0] >= 0.99 * x_high)
    for slope in slopes:
        y = [top * 1.5 * (x / x_high) ** float(slope["slope"]) for x in (x_low, x_high)]
        axes.plot((x_low, x_high), y, color="0.6", linestyle=":", linewidth=1.5, label=slope["label"])


def draw_curves(folder, figure):
    drawing, axes = plt.subplots(figsize=(7.5, 4.8))
    for curve in figure["curves"]:
        rows = read_rows(folder / f"{curve['table']}.csv", curve["where"])
        x = column(rows, curve["x"])
        (line,) = axes.plot(x, column(rows, curve["y"]), label=curve["label"], **STYLES[curve["style"]])
        if curve["lower"]:
            axes.fill_between(x, column(rows, curve["lower"]), column(rows, curve["upper"]), alpha=0.2,
                              color=line.get_color(), linewidth=0)
    axes.set_xscale(figure["x_scale"])
    axes.set_yscale(figure["y_scale"])
    draw_slopes(axes, figure["slopes"])
    axes.set_xlabel(figure["x_label"])
    axes.set_ylabel(figure["y_label"])
    axes.grid(True, which="major", alpha=0.3)
    if len(figure["curves"]) + len(figure["slopes"]) > 1:
        axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.01, 0.5))
    return drawing


def draw_map(folder, figure):
    rows = read_rows(folder / f"{figure['table']}.csv", figure["where"])
    xs, ys = (sorted({number(row[figure[axis]]) for row in rows}) for axis in "xy")

    def matrix(name):
        values = [[math.nan] * len(xs) for _ in ys]
        for row in rows:
            values[ys.index(number(row[figure["y"]]))][xs.index(number(row[figure["x"]]))] = number(row[name])
        return values

    drawing, axes = plt.subplots(figsize=(7.0, 4.8))
    image = axes.pcolormesh(xs, ys, matrix(figure["value"]), shading="nearest", cmap="viridis")
    drawing.colorbar(image, label=figure["value_label"])
    if figure["contour"]:
        lines = axes.contour(xs, ys, matrix(figure["contour"]), levels=[float(figure["contour_at"])], colors="w")
        axes.plot([], [], color="0.5", label=figure["contour_label"])
        lines.set_linewidth(2.0)
        axes.legend(fontsize=8)
    axes.set_xlabel(figure["x_label"])
    axes.set_ylabel(figure["y_label"])
    return drawing


def draw_fields(folder, figure):
    panels = figure["panels"]
    columns = min(figure["columns"], len(panels))
    rows = -(-len(panels) // columns)
    drawing, axes = plt.subplots(rows, columns, figsize=(2.4 * columns, 2.6 * rows), squeeze=False)
    for place in axes.flat:
        place.axis("off")
    for place, panel in zip(axes.flat, panels):
        with open(folder / panel["file"], newline="") as file:
            values = [[float(cell) for cell in row] for row in csv.reader(file)]
        place.imshow(values, cmap="gray", vmin=figure["low"], vmax=figure["high"], interpolation="nearest")
        place.set_title(panel["title"], fontsize=8)
    return drawing


DRAW = {"curves": draw_curves, "map": draw_map, "fields": draw_fields}


def main(top):
    results = json.loads((top / "results.json").read_text())
    for study in results["studies"]:
        folder = top / study["name"]
        for figure in study["figures"]:
            drawing = DRAW[figure["kind"]](folder, figure)
            drawing.savefig(folder / f"{figure['name']}.png", dpi=110, bbox_inches="tight")
            plt.close(drawing)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
