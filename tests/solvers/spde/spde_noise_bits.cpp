// Prints a digest of what the noise gives: compare_thread_counts.cmake runs it with several numbers of threads (which
// Kokkos fixes at its start) and compares.

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <numeric>

#include "solvers/spde/q_wiener.hpp"
#include "tests/support/digest.hpp"
#include "tests/support/image_values.hpp"

namespace ebru {
namespace {

template <class Real>
void print_digests(double ell) {
    for (const auto& [count, shape] : {std::pair{1, ImageShape{1, 45, 52}}, std::pair{5, ImageShape{3, 9, 14}}}) {
        QWiener<Real> noise(shape, ell, 6);
        std::vector<SampleId> ids(static_cast<std::size_t>(count));
        std::iota(ids.begin(), ids.end(), SampleId{40});
        const auto drawn = make_images<Real>(ids.size(), shape);
        const auto product = make_images<Real>(ids.size(), shape);
        const auto inverse = make_images<Real>(ids.size(), shape);
        noise.draw(ids, 3, drawn);
        noise.apply_covariance(drawn, product);
        noise.apply_inverse_covariance(drawn, inverse);
        std::printf("%zu-byte ell %g %d x %dx%dx%d: %016" PRIx64 " %016" PRIx64 " %016" PRIx64 "\n", sizeof(Real), ell,
                    count, shape.channels, shape.ny, shape.nx, digest(to_values(drawn)), digest(to_values(product)),
                    digest(to_values(inverse)));
    }
}

}  // namespace
}  // namespace ebru

int main(int argc, char** argv) {
    const Kokkos::ScopeGuard kokkos(argc, argv);
    std::fprintf(stderr, "threads: %d\n", Kokkos::DefaultExecutionSpace().concurrency());
    for (const double ell : {0.0, 2.5}) {
        ebru::print_digests<float>(ell);
        ebru::print_digests<double>(ell);
    }
    return 0;
}
