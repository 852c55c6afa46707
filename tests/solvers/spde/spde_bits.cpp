// Prints a digest of what noise, exponential step, prior and semi-implicit step give: compare_thread_counts.cmake runs
// it with several numbers of threads (which Kokkos fixes at its start) and compares.

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <numeric>

#include "solvers/spde/etd_step.hpp"
#include "solvers/spde/prior_fit.hpp"
#include "solvers/spde/q_wiener.hpp"
#include "solvers/spde/semi_implicit_step.hpp"
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

/// The same batch through what works in modes, and through the iterative solve.
template <class Real>
void print_step_digests() {
    const ImageShape shape{2, 37, 21};
    std::vector<SampleId> ids(7);
    std::iota(ids.begin(), ids.end(), SampleId{3});
    const std::size_t values = ids.size() * shape.values();
    const auto u = to_images<Real>(shape, random_values(values, 0.0, 1.0, 1));
    const auto modes = like(u);
    EtdStep<Real> etd(shape, 5);
    etd.to_modes(u, modes);
    etd.set_transition(LinearTransition(
        LinearCoefficients::from_functions([](double) { return 2.0; }, [](double) { return 0.3; }), 0.0, 0.5));
    etd.advance(ids, 4, modes);
    PriorFit<Real> prior(shape, 5);
    prior.add(u);
    const auto drawn = like(u);
    prior.draw(ids, drawn);
    SemiImplicitStep<Real> step(shape, {});
    const auto x_face = to_images<Real>(shape, random_values(values, 0.0, 9.0, 2));
    const auto y_face = to_images<Real>(shape, random_values(values, 0.0, 9.0, 3));
    step.solve(1.0, x_face, y_face, u, u);
    std::printf("%zu-byte steps: %016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %d\n", sizeof(Real),
                digest(to_values(modes)), digest(to_values(drawn)), digest(to_values(u)),
                step.report().most_iterations);
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
    ebru::print_step_digests<float>();
    ebru::print_step_digests<double>();
    return 0;
}
