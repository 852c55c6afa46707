#!/usr/bin/env python3
"""Runs ebru and draws the figures of docs/theory/anisotropic_spde.md: what alpha, lambda and ell do (the paper's figures 3 to 9).

Usage:  ./dev -- python3 docs/make_spde_figures.py build/release/ebru
All runs are examples/05_anisotropic_photographs/deck.toml with other keys; a minute on one core. Writes docs/images/spde_*.png.
"""
import pathlib
import subprocess
import sys
import tempfile

import h5py
import matplotlib
import numpy as np
from PIL import Image

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

TOP = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = TOP / "examples/05_anisotropic_photographs"
IMAGES = TOP / "docs/images"
sys.path.insert(0, str(EXAMPLE))
import edge_contrast  # noqa: E402

TIMES = [0.0, 0.1, 0.5, 1.0, 1.5, 2.0]
ONE = {"data.count": 1}
NO_NOISE = {"noise.alpha_kind": '"constant"', "noise.alpha_max": 0}
NO_DRIFT = {"drift.alpha_kind": '"constant"', "drift.alpha_max": 0, "drift.lambda_kind": '"infinite"'}
ISOTROPIC = {"drift.lambda_kind": '"infinite"'}


def constant(table, alpha):
    return {f"{table}.alpha_kind": '"constant"', f"{table}.alpha_max": alpha}


def held(table, value):
    return {f"{table}.lambda_kind": '"constant"', f"{table}.lambda_min": value}


class Runs:
    """Chains of the example's deck with other keys; the same keys are run once."""

    def __init__(self, ebru, folder):
        self.ebru, self.folder, self.made = ebru, folder, {}

    def chain(self, *changes):
        keys = {"pictures.vtk_samples": 0, "pictures.sheet_samples": 0}
        for change in changes:
            keys |= change
        name = " ".join(f"{key}={value}" for key, value in sorted(keys.items()))
        if name not in self.made:
            output = self.folder / str(len(self.made))
            settings = [part for key, value in keys.items() for part in ("--set", f"{key}={value}")]
            subprocess.run([self.ebru, "forward", EXAMPLE / "deck.toml", "-o", output, *settings], check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.made[name] = output / "chain.h5"
        return self.made[name]

    def states(self, *changes):
        """times (L), states (S, L, C, Y, X)."""
        with h5py.File(self.chain(*changes)) as chain:
            return chain["/dimensions/time"][...], chain["/t0_fields/state"][...]


def colour(state):
    return np.clip(np.moveaxis(state, 0, -1), 0.0, 1.0)


def strip(axes, label, times, states, wanted=TIMES):
    """One image at the wanted times, a row of axes."""
    for axis, t in zip(axes, wanted):
        axis.imshow(colour(states[np.argmin(abs(times - t))]))
        axis.set(xticks=[], yticks=[])
    axes[0].set_ylabel(label, fontsize=8, rotation=0, ha="right", va="center")


def sheet(name, rows, wanted=TIMES):
    figure, axes = plt.subplots(len(rows), len(wanted), figsize=(1.1 * len(wanted) + 1.4, 1.12 * len(rows) + 0.25), squeeze=False)
    for axis, t in zip(axes[0], wanted):
        axis.set_title(f"t = {t:g}", fontsize=8)
    for row, (label, (times, states)) in zip(axes, rows):
        strip(row, label, times, states[0], wanted)
    save(figure, name, colours=128)


def save(figure, name, colours=0):
    """Writes the figure; a sheet of noisy colour pictures compresses badly, so it may be held to a number of colours."""
    figure.tight_layout(pad=0.4)
    figure.savefig(IMAGES / name, dpi=80)
    plt.close(figure)
    if colours:
        with Image.open(IMAGES / name) as picture:
            few = picture.convert("RGB").quantize(colours)
        few.save(IMAGES / name, optimize=True)
    print(IMAGES / name)


def draw_alpha(runs):
    drift = [(f"$\\alpha_1$ = {a:g}", runs.states(ONE, ISOTROPIC, NO_NOISE, constant("drift", a))) for a in (0.5, 16)]
    drift.append(("$\\alpha_1$: 0.5 to 256\ngeometric", runs.states(ONE, ISOTROPIC, NO_NOISE)))
    noise = [(f"$\\alpha_2$ = {a:g}", runs.states(ONE, NO_DRIFT, constant("noise", a))) for a in (0.05, 0.3)]
    noise.append(("$\\alpha_2$: 0.01 to 2\ngeometric", runs.states(ONE, NO_DRIFT)))
    sheet("spde_alpha.png", drift + noise)


def draw_lambda(runs):
    drift = [(f"$\\lambda_1$ = {v:g}", runs.states(ONE, NO_NOISE, constant("drift", 16), held("drift", v))) for v in (0.005, 0.025)]
    drift.append(("$\\lambda_1 = \\infty$", runs.states(ONE, NO_NOISE, constant("drift", 16), ISOTROPIC)))
    noise = [(f"$\\lambda_2$ = {v:g}", runs.states(ONE, NO_DRIFT, constant("noise", 0.3), held("noise", v))) for v in (0.005, 0.025)]
    noise.append(("$\\lambda_2 = \\infty$", runs.states(ONE, NO_DRIFT, constant("noise", 0.3))))
    sheet("spde_lambda.png", drift + noise)


def draw_schedules(runs):
    """alpha_1 as the runs report it; lambda_1 by its law."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 2.6))
    kinds = [("geometric", {}), ("polynomial, r = 1", {"drift.alpha_kind": '"polynomial"'}),
             ("polynomial, r = 3", {"drift.alpha_kind": '"polynomial"', "drift.alpha_power": 3})]
    for label, change in kinds:
        with h5py.File(runs.chain(ONE, ISOTROPIC, NO_NOISE, change)) as chain:
            t = chain["/dimensions/time"][...]
            integral = (chain["/dimensions/alpha_lu"][...] * chain["/dimensions/steps"][...])[1:]
        left.plot(0.5 * (t[1:] + t[:-1]), integral / np.diff(t), label=label)
    left.set(xlabel="t", ylabel=r"$\alpha_1$, pixels$^2$ per unit time")
    t = np.linspace(0.0, 1.98, 200)
    for rate in (0.5, 2.0):
        right.semilogy(t, 0.025 * np.expm1(rate * 2.0) / np.expm1(rate * (2.0 - t)), label=f"k = {rate:g}")
    right.set(xlabel="t", ylabel=r"$\lambda_1$, values per pixel")
    for axis in (left, right):
        axis.legend(fontsize=8)
    save(figure, "spde_schedules.png")


def correlation(noise, furthest):
    """Of cells at distance 0, 1, .. along the rows, over all leading axes."""
    return [np.mean(noise[..., : noise.shape[-1] - r] * noise[..., r:]) / np.mean(noise**2) for r in range(furthest + 1)]


def draw_length(runs):
    lengths, furthest = (0, 1, 4), 16
    figure, axes = plt.subplots(1, len(lengths) + 1, figsize=(9, 2.4))
    for axis, ell in zip(axes, lengths):
        _, states = runs.states(NO_DRIFT, constant("noise", 1.0), {"noise.ell": ell, "spde.levels": 20, "spde.dt": 0.1})
        increments = np.diff(states, axis=1)  # of three images, three channels and twenty steps
        axis.imshow(increments[0, 0, 0], cmap="gray")
        axis.set(xticks=[], yticks=[], title=rf"$\ell$ = {ell}")
        axes[-1].plot(correlation(increments, furthest), "o", markersize=3, label=rf"$\ell$ = {ell}")
        r = np.linspace(0.0, furthest, 200)
        if ell > 0:
            axes[-1].plot(r, np.exp(-r / ell), "k-", linewidth=0.6)
    axes[-1].set(xlabel="distance, pixels", title="correlation; lines: exp(-r/$\\ell$)")
    axes[-1].title.set_fontsize(8)
    axes[-1].legend(fontsize=7)
    save(figure, "spde_ell.png")


def draw_processes(runs):
    sheet("spde_processes.png", [("anisotropic", runs.states(ONE)), ("isotropic drift,\nthe same noise", runs.states(ONE, ISOTROPIC)),
                                 ("anisotropic,\n$\\ell$ = 4", runs.states(ONE, {"noise.ell": 4, "spde.dt": 4e-3, "spde.scheme": '"semi-implicit"'}))])


def draw_ingredients(runs, t=0.5):
    """State, g1 and noise at one time of the preset: what the coefficients see."""
    times, states = runs.states(ONE)
    _, noise = runs.states(ONE, NO_DRIFT)
    k = int(np.argmin(abs(times - t)))
    u = states[0, k].astype(float)
    p, q = np.gradient(u, axis=(1, 2))
    g1 = 1.0 / np.sqrt(1.0 + 4.0 * (p**2 + q**2) / (0.025 * np.expm1(1.0) / np.expm1(0.5 * (2.0 - t)))**2)
    figure, axes = plt.subplots(1, 3, figsize=(6.6, 2.55))
    axes[0].imshow(colour(u))
    axes[1].imshow(g1.mean(axis=0), cmap="gray", vmin=0.0, vmax=1.0)
    axes[2].imshow((noise[0, k + 1] - noise[0, k]).mean(axis=0), cmap="gray")
    for axis, title in zip(axes, (f"state, t = {t:g}", r"$g_1/\alpha_1$, mean of channels", "noise of the next interval")):
        axis.set(xticks=[], yticks=[])
        axis.set_title(title, fontsize=8)
    save(figure, "spde_ingredients.png")


def draw_edges(runs):
    figure, axis = plt.subplots(figsize=(5, 3))
    cases = [("anisotropic, gradient_scale 2", {}), ("anisotropic, gradient_scale 1", {"spde.gradient_scale": 1}),
             ("isotropic, the same noise", ISOTROPIC)]
    halves = []
    for label, change in cases:
        times, values = edge_contrast.contrasts(runs.chain(change))
        halves.append(edge_contrast.half_time(times, values))
        axis.plot(times, values, label=f"{label}: half at t = {halves[-1]:.2f}")
        print(f"{label}: edge contrast is halved at t = {halves[-1]:.4g}")
    print("ratios to isotropic:", ", ".join(f"{half / halves[2]:.3g}" for half in halves[:2]))
    axis.axhline(0.5, color="gray", linewidth=0.6)
    axis.set(xlabel="t", ylabel="edge contrast, relative to t = 0")
    axis.legend(fontsize=7)
    save(figure, "spde_edges.png")


def main():
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(folder))
        for draw in (draw_edges, draw_alpha, draw_lambda, draw_schedules, draw_length, draw_processes, draw_ingredients):
            draw(runs)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main()
