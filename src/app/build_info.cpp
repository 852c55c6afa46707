#include "app/build_info.hpp"

#include <Kokkos_Core.hpp>
#include <fstream>

#include "app/build_values.hpp"
#include "base/version.hpp"

namespace ebru {

namespace {

std::string vector_extensions() {
    std::string names;
#ifdef __AVX512F__
    names += " avx512f";
#endif
#ifdef __AVX2__
    names += " avx2";
#endif
#ifdef __FMA__
    names += " fma";
#endif
#ifdef __ARM_NEON
    names += " neon";
#endif
#ifdef __ARM_FEATURE_SVE
    names += " sve";
#endif
    return names.empty() ? "baseline" : names.substr(1);
}

std::string kokkos_version() {
    return std::to_string(KOKKOS_VERSION_MAJOR) + "." + std::to_string(KOKKOS_VERSION_MINOR) + "." +
           std::to_string(KOKKOS_VERSION_PATCH);
}

}  // namespace

const BuildInfo& build_info() {
    const std::string arch = build_values::arch;
    static const BuildInfo info{version,
                                build_values::commit,
                                build_values::compiler,
                                build_values::flags,
                                build_values::build_type,
                                (arch.empty() ? "default" : arch) + " (" + vector_extensions() + ")",
                                kokkos_version(),
                                Kokkos::DefaultExecutionSpace::name()};
    return info;
}

std::string processor_name() {
    std::ifstream table("/proc/cpuinfo");
    std::string line;
    while (std::getline(table, line)) {
        if (line.starts_with("model name")) {
            const std::size_t start = line.find_first_not_of(" \t", line.find(':') + 1);
            return start == std::string::npos ? "unknown" : line.substr(start);
        }
    }
    return "unknown";
}

std::string version_line() {
    const BuildInfo& info = build_info();
    return "ebru " + info.version + " (commit " + info.commit + ", " + info.compiler + ", " + info.build_type + ", " +
           info.instruction_set + ", Kokkos " + info.kokkos_version + " " + info.kokkos_backend + ")";
}

}  // namespace ebru
