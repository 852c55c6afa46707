#!/usr/bin/env python3
"""The container recipes name no package themselves and take their steps from the same scripts.

Usage: check_containers.py <checkout>. Dockerfile and ebru.def: one base image, both stages by containers/*.sh, every path that is copied exists,
everything that CMake reads is copied, nothing runs as root, and no package and no host is named.
"""
import pathlib
import re
import sys

BASE = "debian:trixie-slim"
STEPS = ("install.sh build", "build.sh", "install.sh run")


def packages(top):
    """Names of packages, without those that are also names of folders here (cmake)."""
    lines = (top / "cmake/root/packages.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#") and not (top / line).exists()]


def common_problems(top, name, text):
    orders = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for package in packages(top):
        if re.search(rf"(?<![\w./-]){re.escape(package)}(?![\w.-])", orders):
            yield f"{name} names the package {package}: cmake/root/packages.txt is the place"
    if re.search(r"apt-get|apt |dpkg", orders):
        yield f"{name} installs packages itself: containers/install.sh does"
    if re.search(r"https?://|\w\.(?:io|org|com)/", orders):
        yield f"{name} names a host"
    at = -1
    for step in STEPS:
        found = orders.find(f"/ebru/containers/{step}", at + 1)
        if found < 0:
            yield f"{name} does not run {step} after what comes before"
        at = max(at, found)
    for script in set(re.findall(r"containers/(\w+\.sh)", orders)):
        if not (top / "containers" / script).exists():
            yield f"{name} asks for containers/{script}, which there is not"


def docker_problems(top, text):
    for image in re.findall(r"^FROM (\S+)", text, re.M):
        if image != BASE:
            yield f"Dockerfile starts from {image}, not from {BASE}"
    for source in re.findall(r"^COPY (?!--from)(\S+)", text, re.M):
        if not (top / source).exists():
            yield f"Dockerfile copies {source}, which there is not"
    last = text.split("FROM ")[-1]
    if not re.search(r"^USER ebru$", last, re.M) or not re.search(r'^ENTRYPOINT \["ebru"\]$', last, re.M):
        yield "Dockerfile: the last stage runs ebru, as the user ebru"


def apptainer_problems(top, text):
    for image in re.findall(r"^From: (\S+)", text, re.M):
        if image != BASE:
            yield f"ebru.def starts from {image}, not from {BASE}"
    copied = {line.split()[0] for line in re.findall(r"^    (\S+ /ebru\S*)$", text, re.M) if not line.startswith("/")}
    for source in sorted(copied):
        if not (top / source).exists():
            yield f"ebru.def copies {source}, which there is not"
    lists = "\n".join((top / file).read_text() for file in ("CMakeLists.txt", "cmake/EbruInstall.cmake"))
    needed = set(re.findall(r"add_subdirectory\((\w+)\)", lists)) | set(re.findall(r"install\(DIRECTORY (\w+)", lists))
    needed |= set(re.search(r"install\(FILES (README.md [\w. ]+) DESTINATION", lists).group(1).split()) | {"CMakeLists.txt", "CMakePresets.json", "cmake"}
    for source in sorted(needed - copied - {"tests"}):
        yield f"ebru.def does not copy {source}, which CMake reads"


def main():
    top = pathlib.Path(sys.argv[1]).resolve()
    docker, apptainer = ((top / "containers" / name).read_text() for name in ("Dockerfile", "ebru.def"))
    problems = [*common_problems(top, "Dockerfile", docker), *common_problems(top, "ebru.def", apptainer),
                *docker_problems(top, docker), *apptainer_problems(top, apptainer)]
    for problem in problems:
        print(problem)
    if problems:
        return f"{len(problems)} problems of the containers"
    print("both container recipes take their packages and steps from cmake/root and containers/*.sh")
    return 0


if __name__ == "__main__":
    sys.exit(main())
