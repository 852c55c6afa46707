#!/usr/bin/env python3
"""How long edges stand: usage edge_contrast.py CHAIN OTHER-CHAIN.

Edges are the tenth of the pixels (of every image and channel) that are steepest at t = 0. Their contrast at time t is the mean part of
the gradient along the direction that it had at t = 0, relative to then; noise has no direction and averages out. Prints the time at which
the contrast first falls to one half, interpolated between levels, and the ratio of the two chains' times.
"""
import sys

import h5py
import numpy as np


def gradient(images):
    """Central differences inside the walls, (2, ..., Y-2, X-2)."""
    along_x = 0.5 * (images[..., 1:-1, 2:] - images[..., 1:-1, :-2])
    along_y = 0.5 * (images[..., 2:, 1:-1] - images[..., :-2, 1:-1])
    return np.stack([along_x, along_y])


def contrasts(path):
    """Times (L) and edge contrasts (L) of a chain, relative to t = 0."""
    with h5py.File(path) as chain:
        times = chain["/dimensions/time"][...][chain["/t0_fields/level"][...]]
        states = chain["/t0_fields/state"][...].astype(float)  # (S, L, C, Y, X)
    first = gradient(states[:, 0])
    size = np.sqrt((first**2).sum(axis=0))
    steep = size >= np.quantile(size, 0.9, axis=(-2, -1), keepdims=True)
    direction = first / np.where(size > 0.0, size, 1.0)
    return times, [((gradient(states[:, l]) * direction).sum(axis=0)[steep]).mean() / size[steep].mean()
                   for l in range(states.shape[1])]


def half_time(times, values):
    """When the contrast first falls to one half, interpolated between levels."""
    for k in range(1, len(values)):
        if values[k] <= 0.5:
            share = (values[k - 1] - 0.5) / (values[k - 1] - values[k])
            return times[k - 1] + share * (times[k] - times[k - 1])
    raise SystemExit("edges stand to the end")


def main(one, other):
    times = [half_time(*contrasts(path)) for path in (one, other)]
    for path, t in zip((one, other), times):
        print(f"{path}: edge contrast is halved at t = {t:.4g}")
    print(f"ratio {times[0] / times[1]:.3g}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
