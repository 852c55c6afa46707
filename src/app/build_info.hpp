#pragma once

#include <string>

namespace ebru {

/// How this program was built: results are bit-equal within one binary and instruction set.
struct BuildInfo {
    std::string version;          ///< of ebru: "0.1.0"
    std::string commit;           ///< when CMake was last run, "-dirty" with changes; "unknown" outside a git checkout
    std::string compiler;         ///< "GNU 14.2.0"
    std::string flags;            ///< of the compiler
    std::string build_type;       ///< "Release"
    std::string instruction_set;  ///< the -march asked for and the vector extensions it meant: "native (avx512f fma)"
    std::string kokkos_version;   ///< "5.2.2"
    std::string kokkos_backend;   ///< the default execution space: "OpenMP"
};

const BuildInfo& build_info();

/// The processor's name as the system tells it; "unknown" where it does not.
std::string processor_name();

/// One line for `ebru --version`.
std::string version_line();

}  // namespace ebru
