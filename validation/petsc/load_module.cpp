#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

#include "base/error.hpp"
#include "validation/petsc/referee_module.hpp"

namespace ebru::referee {

namespace {

/// Beside the program in the build tree, below the library folder of an installation.
std::filesystem::path module_file() {
    std::error_code ignored;
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    const std::filesystem::path built = folder / EBRU_REFEREE_FILE;
    const std::filesystem::path installed = folder.parent_path() / EBRU_REFEREE_FOLDER / EBRU_REFEREE_FILE;
    for (const std::filesystem::path& file : {built, installed}) {
        if (std::filesystem::exists(file, ignored)) {
            return file;
        }
    }
    throw UserError("the referee's library " EBRU_REFEREE_FILE,
                    "it is neither at " + built.string() + " nor at " + installed.string(),
                    "build everything, or install ebru whole");
}

const RefereeModule* load() {
    const std::filesystem::path file = module_file();
    // OpenBLAS makes its threads when it is loaded. They would compete with Kokkos', and change the order of sums.
    setenv("OPENBLAS_NUM_THREADS", "1", 0);
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);  // stays: MPI cannot be unloaded
    if (library == nullptr) {
        throw UserError("the referee's library " + file.string(), dlerror(), "check the installation of PETSc");
    }
    using Entry = const RefereeModule* (*)();
    const auto entry = reinterpret_cast<Entry>(dlsym(library, "ebru_referee_module"));
    EBRU_ENSURE(entry != nullptr);
    return entry();
}

}  // namespace

const RefereeModule& referee_module() {
    static const RefereeModule* const module = load();
    return *module;
}

Integration integrate(const RightHandSide& rhs, const std::vector<double>& initial, double t_end, Integrator integrator,
                      const StepTolerance& tolerance) {
    EBRU_EXPECT(initial.size() == rhs.grid().cells());
    EBRU_EXPECT(t_end > 0.0 && tolerance.value > 0.0);
    return referee_module().integrate(rhs, initial, t_end, integrator, tolerance);
}

}  // namespace ebru::referee
