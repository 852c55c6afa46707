"""As much of Spack as the recipe of ebru touches: directives that are written down, and specs that can be compared. Not a solver: it
decides nothing, it only says what the recipe demands for variants that are all given."""
import contextlib
import importlib.util
import re
import sys
import types

TOKEN = re.compile(r"\s*(?:@(?P<version>[\w.:,-]+)|(?P<sign>[+~])(?P<flag>[\w-]+)|(?P<key>\w+)=(?P<value>[\w.,:]+)|\^(?P<on>[\w-]+)"
                   r"|(?P<name>[A-Za-z][\w-]*))")


class Demand:
    """A spec such as `kokkos@5 +serial cxxstd=20`: a name (or none), a range of versions (or none), and variants."""

    def __init__(self, text):
        self.name, self.version, self.variants, self.on = None, None, {}, None
        at = 0
        while at < len(text.rstrip()):
            found = TOKEN.match(text, at)
            if not found:
                raise ValueError(f"'{text[at:]}' of '{text}' is no spec")
            at = found.end()
            if found["on"]:
                self.on = Demand(found["on"] + text[at:])
                break
            if found["version"]:
                self.version = found["version"]
            elif found["flag"]:
                self.add(found["flag"], found["sign"] == "+", text)
            elif found["key"]:
                self.add(found["key"], found["value"], text)
            elif self.name or self.variants or self.version:
                raise ValueError(f"'{text}' has a second name, '{found['name']}'")
            else:
                self.name = found["name"]

    def add(self, name, value, text):
        if name in self.variants:
            raise ValueError(f"'{text}' says {name} twice")
        self.variants[name] = value

    def holds(self, variants):
        """Whether a package with all these variants fits."""
        return all(same(variants.get(name), value) for name, value in self.variants.items())


def same(given, wanted):
    if isinstance(wanted, bool) or given is None:
        return given is wanted or (given is None and wanted == "none")
    return set(str(wanted).split(",")) <= set(str(given).split(","))


class Recipe:
    """What package.py declares."""

    def __init__(self):
        self.depends, self.conflicts, self.variants, self.when, self.package = [], [], {}, [], None

    def conditions(self, when):
        return [Demand(text) for text in (*self.when, when) if text]

    def directives(self):
        def depends_on(spec, when=None, **_):
            self.depends.append((Demand(spec), self.conditions(when)))

        def conflicts(spec, when=None, msg=None):
            self.conflicts.append((Demand(spec), self.conditions(when), msg))

        def variant(name, default=None, sticky=False, **_):
            if name in self.variants:
                raise ValueError(f"variant {name} is declared twice")
            self.variants[name] = {"default": default, "sticky": sticky}

        @contextlib.contextmanager
        def when(condition):
            self.when.append(condition)
            yield
            self.when.pop()

        return {"depends_on": depends_on, "conflicts": conflicts, "variant": variant, "when": when, "Executable": str,
                **{name: lambda *_, **__: None for name in ("version", "license", "generator")}}


class Prefix(str):
    """`prefix.bin.ebru` is a path."""

    def __getattr__(self, name):
        return Prefix(f"{self}/{name}")


class Node:
    """A library of the graph, as cmake_args() meets it."""

    def __init__(self, name):
        self.name, self.prefix = name, Prefix(f"/prefix/{name}")
        self.kokkos_cxx, self.hipcc = f"/prefix/{name}/bin/compiler", "/prefix/hip/bin/hipcc"


class Resolved:
    """self.spec of the package: every variant has a value; the demands on its libraries are merged."""

    def __init__(self, variants, libraries):
        self.variants, self.libraries = variants, libraries

    def satisfies(self, text):
        demand = Demand(text)
        if demand.on:
            if demand.on.name not in self.libraries or not demand.on.holds(self.libraries[demand.on.name]["variants"]):
                return False
        return demand.holds(self.variants)

    def __getitem__(self, name):
        if name not in self.libraries and name != "hip":  # hip: from Spack's ROCmPackage
            raise KeyError(f"cmake_args() asks for '{name}', which this combination does not depend on")
        return Node(name)


class StandInPackage:
    """CMakePackage: define() and define_from_variant() give options for cmake."""
    run_tests = False

    def __getitem__(self, name):
        return self.spec[name]

    def define(self, option, value):
        kind = "BOOL" if isinstance(value, bool) else "STRING"
        return f"-D{option}:{kind}={'ON' if value is True else 'OFF' if value is False else value}"

    def define_from_variant(self, option, variant):
        return self.define(option, self.spec.variants[variant])


class CudaPackage:
    cuda_arch_values = ("70", "80", "90", "100")


class ROCmPackage:
    amdgpu_targets = ("gfx90a", "gfx942")


def load(path):
    """The Recipe of a package.py, run with these stand-ins in the place of Spack's modules."""
    recipe = Recipe()
    systems = "spack_repo.builtin.build_systems"
    modules = {"spack": {}, "spack.package": recipe.directives(), "spack_repo": {}, "spack_repo.builtin": {}, systems: {},
               f"{systems}.cmake": {"CMakePackage": StandInPackage}, f"{systems}.cuda": {"CudaPackage": CudaPackage},
               f"{systems}.rocm": {"ROCmPackage": ROCmPackage}}
    for name, contents in modules.items():
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__dict__.update(contents)
    for name in ("cuda", "rocm"):  # Spack's base classes declare these, sticky
        recipe.variants[name] = {"default": False, "sticky": True}
    found = importlib.util.spec_from_file_location("ebru_recipe", path)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    recipe.package = module.Ebru
    return recipe
