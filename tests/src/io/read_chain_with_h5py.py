"""Reads the synthetic chain as a Python user would. Usage: read_chain_with_h5py.py WRITING_PROGRAM FOLDER"""

import os
import shutil
import subprocess
import sys

try:
    import h5py
    import numpy
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

program, folder = sys.argv[1:]
shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)
path = os.path.join(folder, "chain.h5")
for word, stored in (("half", numpy.float16), ("float", numpy.float32), ("double", numpy.float64)):
    subprocess.run([program, path, "64", "0", word], check=True)
    with h5py.File(path) as chain:
        assert chain.attrs["format_name"] == "ebru snapshot chain"
        assert chain.attrs["format_version"] == 1
        assert chain.attrs["seed"] == 0xFEEDFACECAFEBEEF
        assert chain.attrs["deck"].startswith("[solver]\nPe = 50\n")
        assert chain["/t0_fields/state"].dtype == stored, chain["/t0_fields/state"].dtype
        assert chain["/t0_fields/state"].shape == (70, 3, 2, 3, 5)
        assert chain["/t0_fields/state"].chunks == (1, 3, 2, 3, 5)
        assert chain["/pairs/state"].dtype == stored
        assert chain["/pairs/state"].shape == (130, 3, 2, 2, 3, 5)
        assert chain["/pairs/level"].dtype == numpy.int32
        assert chain["/t1_fields/velocity"].attrs["units"] == "cells per step"
        assert list(chain["/dimensions/level"]) == [0, 1, 2, 3, 4, 5]
        states = chain["/t0_fields/state"][...]
        assert numpy.isfinite(states).all() and 1.9 < abs(states).max() <= 2
        if stored == numpy.float16:
            halves = states
        assert (states.astype(numpy.float16) == halves).all()  # numpy rounds as ebru does
    os.remove(path)
print("read as a Python user would")
