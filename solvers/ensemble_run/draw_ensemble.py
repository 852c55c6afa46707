#!/usr/bin/env python3
"""Draws figure.png of an experiment from the tables that ebru ensemble wrote.

Usage: draw_ensemble.py FOLDER    (the folder of the run; needs matplotlib)
"""
import csv
import math
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend is chosen first)

DOTS = dict(s=3, linewidths=0, alpha=0.7)


class Table:
    """A CSV file by columns; numbers where they are numbers."""

    def __init__(self, path):
        with open(path, newline="") as file:
            self.rows = list(csv.DictReader(file))

    def column(self, name, where=None):
        rows = self.rows if where is None else [row for row in self.rows if all(row[k] == v for k, v in where.items())]
        return [float(row[name]) for row in rows]

    def values(self, name):
        """What a column holds, each once, as written and in order of appearance."""
        return list(dict.fromkeys(row[name] for row in self.rows))


def spread(items, most):
    """At most `most` of a list, first and last among them."""
    count = min(len(items), most)
    return [items[round(i * (len(items) - 1) / max(1, count - 1))] for i in range(count)]


def finish(axes, title, x, y, legend=True):
    axes.set_title(title, fontsize=10)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(True, alpha=0.3)
    if legend and axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=7)


def plane(table, value, where=None):
    """A column of a table over (x, y) as a list of rows, and its extent."""
    xs = sorted(set(table.column("x", where)))
    ys = sorted(set(table.column("y", where)))
    numbers = table.column(value, where)
    image = [numbers[i * len(xs):(i + 1) * len(xs)] for i in range(len(ys))]
    half_x, half_y = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    return image, (xs[0] - half_x, xs[-1] + half_x, ys[0] - half_y, ys[-1] + half_y)


def arrows(axes, table, u, v, weight, where=None, every=20):
    """About `every` arrows a side, where `weight` is at least a hundredth of its largest."""
    columns = [table.column(name, where) for name in ("x", "y", u, v)]
    weights = table.column(weight, where)
    width = len(set(columns[0]))
    step = max(1, width // every)
    chosen = [i for i in range(len(weights)) if (i % width) % step == step // 2 and (i // width) % step == step // 2
              and weights[i] >= 0.01 * max(weights)]
    axes.quiver(*[[column[i] for i in chosen] for column in columns], color="tab:red", width=0.004)


def draw_random_walk(folder):
    profile, flux = Table(folder / "profile.csv"), Table(folder / "flux.csv")
    has_plane = (folder / "fields.csv").exists()
    figure, grid = plt.subplots(2 if has_plane else 1, 3, figsize=(13, 8 if has_plane else 4.2), squeeze=False)
    levels = spread(profile.values("level"), 4)
    for i, level in enumerate(levels):
        where = {"level": level}
        label = f"t = {profile.column('t', where)[0]:.3g}"
        grid[0][0].plot(profile.column("x", where), profile.column("density", where), color=f"C{i}", label=label)
        grid[0][0].plot(profile.column("x", where), profile.column("measured", where), ".", color=f"C{i}", markersize=4)
        grid[0][1].plot(profile.column("x", where), profile.column("flux", where), color=f"C{i}", label=label)
    finish(grid[0][0], "density: particles (dots), closed form", "x", "rho")
    finish(grid[0][1], "flux J = rho v", "x", "J")
    for i, level in enumerate(spread(flux.values("level_to"), 4)):
        where = {"level_to": level}
        face, expected = flux.column("face", where), flux.column("closed_form", where)
        band = [math.sqrt(max(1.0, gross)) for gross in flux.column("gross", where)]
        grid[0][2].plot(face, expected, color=f"C{i}", label=f"levels {flux.column('level_from', where)[0]:.0f} to {float(level):.0f}")
        grid[0][2].errorbar(face, flux.column("crossings", where), yerr=band, fmt=".", color=f"C{i}", markersize=4, linewidth=0.8)
    finish(grid[0][2], "particles through x: counted (dots), closed form", "x", "net crossings")
    if has_plane:
        fields, particles = Table(folder / "fields.csv"), Table(folder / "particles.csv")
        for axes, level in zip(grid[1], spread(fields.values("level"), 3)):
            where = {"level": level}
            image, extent = plane(fields, "density", where)
            axes.imshow(image, origin="lower", extent=extent, cmap="Blues", aspect="equal")
            arrows(axes, fields, "velocity_x", "velocity_y", "density", where)
            axes.scatter(particles.column("x", where), particles.column("y", where), color="black", **DOTS)
            axes.set_xlim(extent[:2])
            axes.set_ylim(extent[2:])
            finish(axes, f"density, particles, velocity at t = {fields.column('t', where)[0]:.3g}", "x", "y")
    return figure


def draw_reversal(folder):
    ways = sorted(path for path in folder.glob("*.csv") if path.stem.startswith(("back_", "hold")))
    figure, grid = plt.subplots(1 + len(ways), 5, figsize=(13, 2.7 * (1 + len(ways))), squeeze=False, sharex=True,
                                sharey=True)
    first = Table(folder / "particles.csv")
    colours = first.column("x", {"row": first.values("row")[0]})
    for line, path in zip(grid, [folder / "particles.csv"] + ways):
        table = Table(path)
        name = "forward" if path.stem == "particles" else path.stem.replace("_", " ")
        for axes, row in zip(line, spread(table.values("row"), 5)):
            where = {"row": row}
            axes.scatter(table.column("x", where), table.column("y", where), c=colours, cmap="viridis", **DOTS)
            finish(axes, f"{name}, t = {table.column('t', where)[0]:.3g}", "", "")
            axes.set_aspect("equal")
    return figure


def draw_covariance(folder):
    table, sphere = Table(folder / "coefficients.csv"), Table(folder / "sphere.csv")
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(14, 4.2))
    level = table.column("level")
    left.bar(level, table.column("data"), color="C0", label="Sigma_0")
    left.bar(level, table.column("noise"), bottom=table.column("data"), color="C1", label="sigma^2 I")
    left.plot(level, table.column("data_measured"), ".", color="black", label="measured")
    finish(left, "coefficients of the covariance", "level", "share")
    middle.bar(level[1:], table.column("transferred")[1:], color="C2", label="beta_k abar_{k-1}")
    middle.plot(level[1:], table.column("transferred_measured")[1:], ".", color="black", label="measured")
    finish(middle, "moved from Sigma_0 to sigma^2 I by each step", "level", "share")
    angle = [math.pi / 2 * i / 100 for i in range(101)]
    right.plot([math.cos(a) for a in angle], [math.sin(a) for a in angle], color="0.7", linewidth=1.0)
    for target in sphere.values("level"):
        measured = sphere.column("measured", {"level": target})
        forms = sphere.column("closed_form", {"level": target})
        together = math.sqrt(sum(c * c for c in measured[1:]))
        (line,) = right.plot([math.sqrt(sum(c * c for c in forms[1:]))], [forms[0]], "o", fillstyle="none", markersize=9)
        right.plot([together], [measured[0]], ".", color=line.get_color(), label=f"x_{float(target):.0f}")
    right.set_aspect("equal")
    finish(right, "x_k on the sphere: measured (dots), closed form", "coefficient of all noise", "coefficient of x_0")
    return figure


def draw_reverse_step(folder):
    steps, factors = Table(folder / "steps.csv"), Table(folder / "noise_factor.csv")
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2))
    for ratio in factors.values("sigma_over_sigma_0"):
        where = {"sigma_over_sigma_0": ratio}
        left.plot(factors.column("beta", where), factors.column("factor", where), label=f"sigma/sigma_0 = {float(ratio):g}")
    left.axhline(1.0, color="0.5", linewidth=0.8)
    left.plot(steps.column("beta", {"noise": "gaussian"}), steps.column("noise_factor_measured", {"noise": "gaussian"}), "k.",
              label="measured here")
    finish(left, "noise of the exact step back over that of the step", "beta", "factor")
    for i, noise in enumerate(steps.values("noise")):
        where = {"noise": noise}
        level, before = steps.column("level", where), steps.column("variance_before", where)
        for name, style in (("variance", "-"), ("variance_measured", ".")):
            ratio = [v / b for v, b in zip(steps.column(name, where), before)]
            right.plot(level, ratio, style, color=f"C{i}", label=f"{noise} noise" if style == "-" else None)
    finish(right, "variance after a step back: measured (dots), closed form", "level", "over that before the step")
    return figure


def draw_flow_map(folder):
    table = Table(folder / "map.csv")
    start_x, start_y = table.column("start_x"), table.column("start_y")
    colours = [math.atan2(y, x) for x, y in zip(start_x, start_y)] if any(start_y) else start_x
    figure, grid = plt.subplots(1, 4, figsize=(15, 4.0))
    for axes, name, title in zip(grid, ("start", "chain", "flow", "back"),
                                 ("start", "the chain's end", "the flow's end", "back by the flow")):
        x, y = table.column(f"{name}_x"), table.column(f"{name}_y")
        if any(start_y):
            axes.scatter(x, y, c=colours, cmap="hsv", **DOTS)
            axes.set_aspect("equal", adjustable="datalim")
            finish(axes, title, "x", "y")
        else:
            axes.scatter(start_x, x, c=colours, cmap="viridis", **DOTS)
            finish(axes, f"{title} over start", "x(0)", "x")
    return figure


def draw_kernel_velocity(folder):
    table = Table(folder / "velocity.csv")
    times = table.values("t")
    figure, grid = plt.subplots(1, len(times), figsize=(4.2 * len(times), 4.0), squeeze=False)
    for axes, t in zip(grid[0], times):
        for sigma in table.values("sigma"):
            where = {"t": t, "sigma": sigma}
            axes.errorbar(table.column("x", where), table.column("measured", where), yerr=table.column("standard_error", where),
                          fmt=".", markersize=4, linewidth=0.8, label=f"sigma = {float(sigma):g}")
        ends = [min(table.column("x", {"t": t})), max(table.column("x", {"t": t}))]
        axes.plot(ends, [x / (2 * float(t)) for x in ends], color="black", linewidth=0.9, label="x/(2 t)")
        finish(axes, f"mean velocity through x at t = {float(t):.3g}", "x", "v")
    return figure


def draw_kde_bias(folder):
    table, rest = Table(folder / "bias.csv"), Table(folder / "remainders.csv")
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(15, 4.2))
    shown = spread(table.values("bandwidth"), 2)
    for i, h in enumerate(shown):
        where = {"bandwidth": h}
        x = table.column("x", where)
        left.plot(x, table.column("exact", where), color=f"C{i}", label=f"exact, h = {float(h):g}")
        left.plot(x, table.column("second_order", where), "--", color=f"C{i}", linewidth=1.0, label="to h^2")
        left.plot(x, table.column("fourth_order", where), ":", color=f"C{i}", linewidth=1.5, label="to h^4")
        left.errorbar(x, table.column("sampled", where), yerr=table.column("standard_error", where), fmt=".", color=f"C{i}",
                      markersize=3, linewidth=0.7)
        middle.plot(x, table.column("posterior_shift", where), color=f"C{i}", label=f"exact, h = {float(h):g}")
        middle.plot(x, table.column("posterior_second_order", where), "--", color=f"C{i}", linewidth=1.0, label="to h^2")
    finish(left, "bias of the estimate; dots: one estimate", "x", "rho_hat - rho")
    finish(middle, "shift of the posterior", "x", "f_hat - f")
    h = rest.column("bandwidth")
    for name, order, label in (("second_order", 4, "behind h^2"), ("fourth_order", 6, "behind h^4"),
                               ("posterior", 4, "posterior behind h^2")):
        y = rest.column(name)
        (line,) = right.loglog(h, y, "o-", markersize=4, label=label)
        right.loglog(h, [y[-1] * (value / h[-1]) ** order for value in h], ":", color=line.get_color(), label=f"h^{order}")
    finish(right, "largest remainder", "h", "")
    return figure


def draw_force(folder):
    has_field, has_motion = (folder / "field.csv").exists(), (folder / "motion.csv").exists()
    figure, grid = plt.subplots(1, 3, figsize=(15, 4.4))
    if has_field:
        field = Table(folder / "field.csv")
        image, extent = plane(field, "root_product")
        grid[0].imshow(image, origin="lower", extent=extent, cmap="Greys", alpha=0.6, aspect="equal")
        for name, colour in (("density_1", "tab:blue"), ("density_2", "tab:orange")):
            grid[0].contour(plane(field, name)[0], extent=extent, colors=colour, levels=4, linewidths=0.8)
        arrows(grid[0], field, "force_x", "force_y", "root_product")
        finish(grid[0], "F on rho_2 (orange) by rho_1 (blue), over sqrt(rho_1 rho_2)", "x", "y")
    if has_motion:
        particles, motion = Table(folder / "particles.csv"), Table(folder / "motion.csv")
        for row in spread(particles.values("row"), 3):
            where = {"row": row}
            grid[1].scatter(particles.column("x", where), particles.column("y", where), label=f"t = {particles.column('t', where)[0]:.3g}", **DOTS)
        grid[1].set_aspect("equal", adjustable="datalim")
        finish(grid[1], "rho_2 in motion", "x", "y")
        for name, label in (("potential", "U"), ("kinetic", "kinetic"), ("energy", "together")):
            grid[2].plot(motion.column("t"), motion.column(name), label=label)
        finish(grid[2], "energy", "t", "")
    return figure


DRAWINGS = [("reversal", "components.csv", draw_reversal), ("random walk", "flux.csv", draw_random_walk),
            ("covariance", "sphere.csv", draw_covariance), ("reverse step", "noise_factor.csv", draw_reverse_step),
            ("flow map", "map.csv", draw_flow_map), ("kernel velocity", "velocity.csv", draw_kernel_velocity),
            ("kde bias", "remainders.csv", draw_kde_bias), ("force", "field.csv", draw_force), ("force", "motion.csv", draw_force)]


def main(folder):
    for _, table, draw in DRAWINGS:
        if (folder / table).exists():
            figure = draw(folder)
            figure.tight_layout()
            figure.savefig(folder / "figure.png", dpi=110)
            return
    sys.exit(f"{folder} holds no tables of ebru ensemble")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
