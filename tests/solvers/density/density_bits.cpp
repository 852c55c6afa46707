// Prints digests of kernel density estimates: compare_thread_counts.cmake runs it with several numbers of threads
// (which Kokkos fixes at its start) and compares.

#include <cinttypes>
#include <cstdio>

#include "solvers/density/kernel_density.hpp"
#include "tests/solvers/density/density_test_data.hpp"
#include "tests/support/digest.hpp"

namespace ebru {
namespace {

void print_digests(int dimension, double bandwidth) {
    const auto source = make_mixture_source(two_parts(dimension));
    const std::vector<double> points = drawn(*source, 1, 0, 3001);
    const std::vector<double> queries = drawn(*source, 2, 0, 1777);
    const KernelDensity density(points, dimension, bandwidth);
    std::vector<double> log_density(1777);
    std::vector<double> score(queries.size());
    density.evaluate(queries, log_density, score);
    std::vector<double> left_out(3001);
    density.evaluate_leave_one_out(left_out, {});
    std::printf("d %d h %g: %016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n", dimension, bandwidth, digest(log_density),
                digest(score), digest(left_out));
}

}  // namespace
}  // namespace ebru

int main(int argc, char** argv) {
    const Kokkos::ScopeGuard kokkos(argc, argv);
    std::fprintf(stderr, "threads: %d\n", Kokkos::DefaultExecutionSpace().concurrency());
    for (const int dimension : {1, 2, 3, 7}) {
        ebru::print_digests(dimension, 0.02);
        ebru::print_digests(dimension, 0.5);
    }
    return 0;
}
