#!/usr/bin/env python3
"""The Spack recipe is consistent with itself, with its table of combinations and with CMake, as far as that shows without Spack.

Usage: check_spack_recipe.py <checkout>. Every combination of variants is evaluated: no conflict but those of the table, no library asked for
with two values or twice with the same, the libraries of the table, and an option of CMake's for each variant. Each library that CMake looks
for is in the recipe with at least CMake's version. Whether Spack finds versions for all of it only Spack knows: spack_repo/check_variants.py.
"""
import itertools
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import spack_stand_in

# CMake's name of a library, and the recipe's; None: part of the compiler or of the system.
LIBRARIES = {"Kokkos": "kokkos", "Threads": None, "PkgConfig": "pkgconfig", "fftw3": "fftw", "fftw3f": "fftw", "HDF5": "hdf5", "MPI": "mpi",
             "VTK": "vtk", "ZLIB": "zlib-api", "Eigen3": "eigen", "CLI11": "cli11", "tomlplusplus": "tomlplusplus", "spdlog": "spdlog",
             "nlohmann_json": "nlohmann-json", "GTest": "googletest", "Torch": "py-torch", "PETSc": "petsc", "cmake": "cmake"}
# The variants that the recipe may ask of a library, as the package repository has them (read in November 2026): Spack refuses unknown ones.
KNOWN = {"kokkos": {"serial", "openmp", "cuda", "rocm", "wrapper", "cxxstd", "cuda_arch", "amdgpu_target", "pic", "shared"},
         "fftw": {"precision", "mpi", "openmp"}, "hdf5": {"mpi", "hl", "cxx"}, "vtk": {"io", "python", "qt", "mpi"},
         "petsc": {"mpi", "double", "complex", "hdf5", "hypre", "cuda", "rocm", "kokkos"},
         "py-torch": {"cuda", "rocm", "distributed", "valgrind", "magma", "cusparselt", "mkldnn", "cuda_arch", "amdgpu_target"}}


def read_table(top):
    sys.path.insert(0, str(top / "spack_repo"))
    import check_variants
    return check_variants


def numbers(version):
    return [int(part) for part in re.findall(r"\d+", version)]


def merged(recipe, variants):
    """{library: {"variants": ..., "version": ...}} that the recipe demands of these variants, and problems as text."""
    libraries, problems = {}, []
    for demand, conditions in recipe.depends:
        if not all(condition.holds(variants) for condition in conditions):
            continue
        library = libraries.setdefault(demand.name, {"variants": {}, "version": None})
        if demand.version and library["version"]:
            problems.append(f"{demand.name} has two ranges of versions, {library['version']} and {demand.version}")
        library["version"] = demand.version or library["version"]
        for name, value in demand.variants.items():
            if name in library["variants"]:
                problems.append(f"{demand.name} is told {name} twice: {library['variants'][name]} and {value}")
            library["variants"][name] = value
    return libraries, problems


def triggered(recipe, variants):
    """The messages of the conflicts that these variants meet."""
    return [message for demand, conditions, message in recipe.conflicts
            if demand.holds(variants) and all(condition.holds(variants) for condition in conditions)]


def library_problems(libraries, variants):
    for name, library in libraries.items():
        for variant in sorted(set(library["variants"]) - KNOWN.get(name, set())):
            yield f"{name} has no variant {variant} that this check knows of"
    for name in ("hdf5", "vtk", "petsc"):
        if name in libraries and libraries[name]["variants"].get("mpi") is not variants["mpi"]:
            yield f"{name} is not told about MPI: Spack would choose"
    for backend in ("openmp", "cuda", "rocm"):
        if libraries["kokkos"]["variants"].get(backend) is not variants[backend]:
            yield f"kokkos is not told about {backend}: Spack would choose"


def option_problems(top, recipe, variants, libraries):
    """Each variant reaches CMake, by an option that CMake has."""
    package = recipe.package()
    package.spec = spack_stand_in.Resolved(variants, libraries)
    given = dict(re.match(r"-D(\w+):\w+=(.*)", argument).groups() for argument in package.cmake_args())
    lists = (top / "CMakeLists.txt").read_text()
    known = set(re.findall(r"^(?:option|set)\((EBRU_\w+)", lists, re.M))
    dependencies = (top / "cmake" / "EbruDependencies.cmake").read_text()
    for option in given:
        if option not in known and not option.startswith("CMAKE_") and f"find_path({option} " not in dependencies:
            yield f"CMake has no option {option}"
    for switch in re.findall(r"^set\((\w+) AUTO CACHE", lists, re.M):
        wanted = "ON" if variants.get(switch.removeprefix("EBRU_WITH_").lower()) else "OFF"
        if given.get(switch) != wanted:
            yield f"{switch} is {given.get(switch)} and not {wanted}: CMake would choose"
    if given.get("EBRU_ENABLE_TESTS") != ("ON" if variants["tests"] else "OFF"):
        yield "EBRU_ENABLE_TESTS does not follow the variant tests"


def every_combination(table):
    names = [name for name in table.OWN if name not in ("cuda", "rocm")]
    for values in itertools.product((False, True), repeat=len(names)):
        for gpu in ({}, {"cuda_arch": "90"}, {"amdgpu_target": "gfx90a"}):
            yield {**dict(zip(names, values)), "cuda": "cuda_arch" in gpu, "rocm": "amdgpu_target" in gpu, **gpu}


def check_recipe(top, recipe, table):
    for name in table.OWN:
        if name not in recipe.variants:
            yield f"package.py has no variant {name}"
        elif not recipe.variants[name]["sticky"]:
            yield f"variant {name} is not sticky: Spack may switch it to solve its puzzle"
    for name in set(recipe.variants) - set(table.OWN):
        yield f"variant {name} is in no combination of variants.md"
    for variants in every_combination(table):
        libraries, problems = merged(recipe, variants)
        problems += library_problems(libraries, variants)
        problems += option_problems(top, recipe, variants, libraries)
        problems += [f"conflict '{message}'" for message in triggered(recipe, variants)]
        for problem in problems:
            yield " ".join(f"{name}={value}" for name, value in variants.items()) + f": {problem}"


def check_table(top, recipe, table):
    for text, expected in table.combinations():
        variants = table.parse_variants(text)
        if set(table.OWN) - set(variants):
            yield f"variants.md: '{text}' does not name {', '.join(sorted(set(table.OWN) - set(variants)))}"
            continue
        found = sorted(set(merged(recipe, variants)[0]) & set(table.OPTIONAL))
        if found != expected:
            yield f"variants.md: '{text}' has {', '.join(found) or 'no further libraries'}, not {', '.join(expected) or 'none'}"
        for message in triggered(recipe, variants):
            yield f"variants.md: '{text}' is refused: {message}"
    for text, message in table.refused():
        if message not in triggered(recipe, table.parse_variants(text)):
            yield f"variants.md: '{text}' is not refused with '{message}'"
    root = re.search(r"^  - ebru@main (.*)$", (top / "spack.yaml").read_text(), re.M).group(1)
    if table.parse_variants(root) not in [table.parse_variants(text) for text, _ in table.combinations()]:
        yield f"spack.yaml builds '{root}', which is no combination of variants.md"


def check_libraries(top, recipe):
    """What CMake looks for, with its lowest version, and what the recipe brings."""
    lowest = {}
    for demand, _ in recipe.depends:
        lowest.setdefault(demand.name, "")
        if demand.version:
            lowest[demand.name] = demand.version.split(":")[0]
    text = (top / "cmake" / "EbruDependencies.cmake").read_text()
    wanted = re.findall(r"find_package\((\w+)(?: ([\d.]+))?", text) + re.findall(r"IMPORTED_TARGET (\w+)(?:>=([\d.]+))?", text)
    wanted.append(("cmake", re.search(r"cmake_minimum_required\(VERSION ([\d.]+)\)", (top / "CMakeLists.txt").read_text()).group(1)))
    for name, version in sorted(set(wanted)):
        library = LIBRARIES.get(name, "")
        if library == "" or (library and library not in lowest):
            yield f"EbruDependencies.cmake looks for {name}, and the recipe has nothing for it"
        elif library and version and numbers(lowest[library]) < numbers(version):
            yield f"CMake wants {name} {version}, the recipe takes {library}@{lowest[library] or 'any'}"
    includes = re.search(r"find_path\((\w+)_INCLUDE_DIR", text).group(1).lower()
    if includes not in lowest:
        yield f"EbruDependencies.cmake looks for the headers of {includes}, and the recipe has nothing for them"


def main():
    top = pathlib.Path(sys.argv[1]).resolve()
    recipe = spack_stand_in.load(top / "spack_repo" / "ebru" / "packages" / "ebru" / "package.py")
    table = read_table(top)
    problems = [*check_libraries(top, recipe), *check_table(top, recipe, table), *check_recipe(top, recipe, table)]
    for problem in problems[:20]:
        print(problem)
    if problems:
        return f"{len(problems)} problems of the Spack recipe"
    print(f"{len(list(every_combination(table)))} combinations of variants, {len(table.combinations())} of them in the table: consistent")
    return 0


if __name__ == "__main__":
    sys.exit(main())
