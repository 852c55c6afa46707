# Licensed as the project is: Apache-2.0.

import pathlib

from spack_repo.builtin.build_systems.cmake import CMakePackage
from spack_repo.builtin.build_systems.cuda import CudaPackage
from spack_repo.builtin.build_systems.rocm import ROCmPackage

from spack.package import *


class Ebru(CMakePackage, CudaPackage, ROCmPackage):
    """Forward processes of generative diffusion models as physics: heat, advection-diffusion (lattice Boltzmann and a
    memoryless stencil), an anisotropic SPDE and synthetic turbulence, run on images by verified, performance-portable
    solvers; with LibTorch, the networks that run them backwards."""

    # The recipe lives in the repository that it builds; spack.yaml builds the checkout itself instead.
    git = pathlib.Path(__file__).resolve().parents[4].as_uri()

    license("Apache-2.0")

    generator("ninja")

    version("main", branch="main")

    # Sticky: Spack may not change a variant that nobody named to make its puzzle solvable; it says that there is no solution instead.
    variant("openmp", default=True, sticky=True, description="Threads: OpenMP in Kokkos")
    variant("mpi", default=True, sticky=True, description="Jobs of several processes, parallel HDF5")
    variant("vtk", default=True, sticky=True, description="Files for ParaView, and reading PNG and JPEG")
    variant("tests", default=False, sticky=True, description="Build the tests")
    variant("petsc", default=False, sticky=True, description="PETSc as the referee of the verification studies")
    # Off: py-torch takes hours to build where no cache has it.
    variant("torch", default=False, sticky=True, description="LibTorch for ebru train, sample, interpolate, evaluate and sweep")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25.2:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("googletest@1.12:", type=("build", "test"), when="+tests")

    # Bounded by the major version from above: a recipe that asks for more than Spack has gets a moving branch. Each backend is asked for or
    # refused: a Kokkos that lies about with others is not taken.
    depends_on("kokkos@5 +serial cxxstd=20")
    for backend in ("openmp", "cuda", "rocm"):
        depends_on(f"kokkos +{backend}", when=f"+{backend}")
        depends_on(f"kokkos ~{backend}", when=f"~{backend}")
    depends_on("kokkos +wrapper", when="+cuda")
    for arch in CudaPackage.cuda_arch_values:
        depends_on(f"kokkos cuda_arch={arch}", when=f"+cuda cuda_arch={arch}")
    for arch in ROCmPackage.amdgpu_targets:
        depends_on(f"kokkos amdgpu_target={arch}", when=f"+rocm amdgpu_target={arch}")

    depends_on("eigen@3.3:")
    depends_on("fftw@3.3.8: precision=float,double")
    depends_on("hdf5@1.10.5:1")
    # No io modules: the readers of pictures and the writers of XML files are in VTK's core.
    depends_on("vtk@9.1: io=none ~python~qt", when="+vtk")
    with when("+mpi"):
        depends_on("mpi")
        depends_on("hdf5 +mpi")
        depends_on("vtk +mpi", when="+vtk")
    with when("~mpi"):
        depends_on("fftw ~mpi")
        depends_on("hdf5 ~mpi")
        depends_on("vtk ~mpi", when="+vtk")
    # On the processor also where the solvers run on a GPU: a referee, and petsc+kokkos+cuda wants the Kokkos of the major version before.
    # Without hdf5 and hypre, which are on in petsc, are not used here and want MPI.
    with when("+petsc"):
        depends_on("petsc@3.18: +double~complex~hdf5~hypre~cuda~rocm~kokkos")
        depends_on("petsc +mpi", when="+mpi")
        depends_on("petsc ~mpi", when="~mpi")
    # There is no package of LibTorch alone; py-torch hands its CMake files to whoever depends on it. oneDNN (mkldnn) stays on, since
    # convolutions and bfloat16 on processors are its. Not distributed: processes of a job speak through src/ranks.
    with when("+torch"):
        depends_on("py-torch@2.1: ~distributed~valgrind")
        for backend in ("cuda", "rocm"):
            depends_on(f"py-torch +{backend}", when=f"+{backend}")
            depends_on(f"py-torch ~{backend}", when=f"~{backend}")
        # These would keep CUDA at 12.
        depends_on("py-torch ~magma~cusparselt", when="+cuda")
        for arch in CudaPackage.cuda_arch_values:
            depends_on(f"py-torch cuda_arch={arch}", when=f"+cuda cuda_arch={arch}")
        for arch in ROCmPackage.amdgpu_targets:
            depends_on(f"py-torch amdgpu_target={arch}", when=f"+rocm amdgpu_target={arch}")
    depends_on("zlib-api")
    depends_on("cli11@2.3:")
    depends_on("tomlplusplus@3.3:")
    depends_on("spdlog@1.11:")
    depends_on("fmt@9:")
    depends_on("nlohmann-json@3.11:")
    depends_on("random123@1.13:")

    conflicts("cuda_arch=none", when="+cuda", msg="name the GPU, for example ebru +cuda cuda_arch=90")
    conflicts("amdgpu_target=none", when="+rocm", msg="name the GPU, for example ebru +rocm amdgpu_target=gfx90a")
    conflicts("+rocm", when="+cuda", msg="one kind of GPU at a time")

    sanity_check_is_file = ["bin/ebru", "include/ebru/base/version.hpp"]

    def cmake_args(self):
        args = [
            self.define("EBRU_ENABLE_TESTS", self.run_tests or self.spec.satisfies("+tests")),
            # Not AUTO: what a variant leaves out stays out although it may lie on the path.
            self.define_from_variant("EBRU_WITH_MPI", "mpi"),
            self.define_from_variant("EBRU_WITH_VTK", "vtk"),
            self.define_from_variant("EBRU_WITH_PETSC", "petsc"),
            self.define_from_variant("EBRU_WITH_TORCH", "torch"),
            # Spack's compiler wrapper names the instruction set of the target.
            self.define("EBRU_ARCH", ""),
            self.define("RANDOM123_INCLUDE_DIR", self.spec["random123"].prefix.include),
        ]
        if self.spec.satisfies("^kokkos +wrapper"):
            args.append(self.define("CMAKE_CXX_COMPILER", self["kokkos"].kokkos_cxx))
        if self.spec.satisfies("+rocm"):
            args.append(self.define("CMAKE_CXX_COMPILER", self.spec["hip"].hipcc))
        return args

    def test_program(self):
        """the installed program prints its version"""
        program = Executable(self.prefix.bin.ebru)
        program("--version")
