"""Reads the synthetic trajectory as a Python user would, and its checksums with another zlib.
Usage: read_trajectory_with_h5py.py WRITING_PROGRAM FOLDER"""

import os
import shutil
import subprocess
import sys
import zlib

try:
    import h5py
    import numpy
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)

program, folder = sys.argv[1:]
shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)
for word, stored in (("float", numpy.float32), ("double", numpy.float64)):
    path = os.path.join(folder, word + ".h5")
    subprocess.run([program, path, word], check=True)
    with h5py.File(path) as run:
        assert run.attrs["format_name"] == "ebru trajectory"
        assert run.attrs["format_version"] == 1
        assert run.attrs["seed"] == 0xFEEDFACECAFEBEEF
        assert run.attrs["working_precision"] == run.attrs["stored_format"] == numpy.dtype(stored).name
        assert (run.attrs["n_particles"], run.attrs["n_kept"], run.attrs["n_dimensions"]) == (50, 20, 3)
        position, velocity = run["/particles/position"], run["/particles/velocity"]
        assert position.dtype == stored and position.shape == (5, 20, 3) and position.chunks == (1, 20, 3)
        assert position.attrs["axes"] == "time, particle, coordinate"
        assert (velocity[...] == -position[...] / 2).all()
        assert numpy.abs(position[...]).max(axis=(1, 2)).min() > 1  # every row has been written
        assert list(run["/times/level"]) == [0, 1, 5, 6, 0] and run["/times/t"][4] == 2
        assert list(run["/particles/id"]) == list(range(20))
        assert run["/moments/mean"].shape == (5, 3) and run["/moments/covariance"].shape == (5, 3, 3)
        assert run["/times/finished"][0] == 5
        for row in range(5):
            assert zlib.crc32(position[row].tobytes()) == run["/checksums/position"][row]
            assert zlib.crc32(velocity[row].tobytes()) == run["/checksums/velocity"][row]
            moments = run["/moments/mean"][row].tobytes() + run["/moments/covariance"][row].tobytes()
            assert zlib.crc32(moments) == run["/checksums/moments"][row]
        tables = [run[name][...].tobytes() for name in ("/times/t", "/times/level", "/particles/id")]
        assert zlib.crc32(b"".join(tables)) == run["/checksums/tables"][0]
print("read as a Python user would")
