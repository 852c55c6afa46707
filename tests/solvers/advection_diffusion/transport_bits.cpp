// Prints a digest of the states of both transport cores: compare_thread_counts.cmake runs it with several numbers of
// threads (which Kokkos fixes at its start) and compares.

#include <cinttypes>
#include <cstdint>
#include <cstdio>

#include "solvers/lbm/lbm_core.hpp"
#include "solvers/stencil/stencil_core.hpp"
#include "tests/support/digest.hpp"
#include "tests/support/transport_run.hpp"

namespace ebru {
namespace {

/// One image runs resident with one thread and sliced with more; five run resident, an image beyond the cache sliced
/// with any number of threads.
template <class Core, class Real, class... Settings>
void print_digests(const char* name, const Settings&... settings) {
    struct Case {
        int images;
        ImageShape shape;
    };
    for (const Case& c : {Case{1, {1, 45, 52}}, Case{5, {2, 28, 28}}, Case{1, {1, 700, 650}}}) {
        TransportRun<Real> run(std::make_unique<Core>(c.shape, settings...), c.shape, c.images);
        run.start(random_values(static_cast<std::size_t>(c.images) * c.shape.values(), 0.0, 1.0, 1));
        std::uint64_t seed = 2;
        for (const auto& [steps, alpha] : {std::pair{3, 0.02}, std::pair{2, 1.0 / 6.0}}) {
            run.set_velocity({random_values(2 * c.shape.grid().cells(), -0.1, 0.1, seed++)});
            run.run(steps, alpha);
        }
        std::printf("%s %zu-byte %d x %dx%d: %016" PRIx64 "\n", name, sizeof(Real), c.images, c.shape.ny, c.shape.nx,
                    digest(run.state()));
    }
}

template <class Real>
void print_all() {
    const LbmParameters parameters;
    print_digests<LbmCore<Real, D2Q9, Equilibrium::quadratic>, Real>("D2Q9", parameters);
    print_digests<LbmCore<Real, D2Q5, Equilibrium::linear>, Real>("D2Q5", parameters);
    print_digests<StencilCore<Real>, Real>("stencil", Walls::mirror);
}

}  // namespace
}  // namespace ebru

int main(int argc, char** argv) {
    const Kokkos::ScopeGuard kokkos(argc, argv);
    std::fprintf(stderr, "threads: %d\n", Kokkos::DefaultExecutionSpace().concurrency());
    ebru::print_all<float>();
    ebru::print_all<double>();
    return 0;
}
