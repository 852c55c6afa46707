// Prints a digest of what start, forward chain and moments give: compare_thread_counts.cmake runs it with several
// numbers of threads (which Kokkos fixes at its start) and compares.

#include <cinttypes>
#include <cstdint>
#include <cstdio>

#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/forward_chain.hpp"
#include "solvers/ensemble/moments.hpp"
#include "tests/support/digest.hpp"
#include "tests/support/image_values.hpp"
#include "tests/support/plain_mixture.hpp"

namespace ebru {
namespace {

PlainMixture source_of(std::size_t d) {
    std::vector<double> root(d * d, 0.0);
    for (std::size_t a = 0; a < d; ++a) {
        root[a * d] = 0.5;
        root[a * d + a] = 1.0;
    }
    return PlainMixture({{0.5, std::vector<double>(d, 1.0), root}, {0.5, std::vector<double>(d, -2.0), root}});
}

template <class Real>
void print_digests(std::int64_t particles, std::size_t d) {
    GaussianParameters p;
    p.levels = 12;
    const ForwardChain<Real> chain(GaussianPath(p), 5);
    const Positions<Real> x = start_ensemble<Real>(source_of(d), 3, particles);
    const Positions<Real> start = start_ensemble<Real>(source_of(d), 3, particles);
    const std::uint64_t before = digest(to_values(x));
    chain.advance(x, 0, 9, TimeLoop::resident);
    const std::uint64_t resident = digest(to_values(x));
    chain.advance(x, 9, 12, TimeLoop::sliced);
    const EnsembleMoments moments = ensemble_moments(x);
    const CrossCovariance cross = cross_covariance(x, start);
    std::printf("%zu-byte %" PRId64 " x %zu: %016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %016" PRIx64
                " %016" PRIx64 " %016" PRIx64 "\n",
                sizeof(Real), particles, d, before, resident, digest(to_values(x)), digest(moments.mean),
                digest(moments.covariance), digest(moments.covariance_error), digest(cross.covariance));
}

}  // namespace
}  // namespace ebru

int main(int argc, char** argv) {
    const Kokkos::ScopeGuard kokkos(argc, argv);
    std::fprintf(stderr, "threads: %d\n", Kokkos::DefaultExecutionSpace().concurrency());
    for (const auto& [particles, d] :
         {std::pair<std::int64_t, std::size_t>{70001, 2}, {100000, 3}, {3000, 64}, {5, 1}}) {
        ebru::print_digests<float>(particles, d);
        ebru::print_digests<double>(particles, d);
    }
    return 0;
}
