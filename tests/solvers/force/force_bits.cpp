// Prints a digest of force fields and of free ensembles after some steps: compare_thread_counts.cmake runs it with
// several numbers of threads (which Kokkos fixes at its start) and compares.

#include <cinttypes>
#include <cstdio>

#include "solvers/density/point_source.hpp"
#include "solvers/force/bhattacharyya.hpp"
#include "solvers/force/force_field.hpp"
#include "solvers/force/free_motion.hpp"
#include "tests/support/digest.hpp"

namespace ebru {
namespace {

GaussianMixture first_mixture() {
    return GaussianMixture({{1.0, {0.0, 0.0}, Covariance::isotropic(2, 0.5)},
                            {2.0, {-1.0, 1.0}, Covariance::from_matrix(2, std::vector<double>{0.8, 0.3, 0.3, 0.5})}});
}

GaussianMixture second_mixture() {
    return GaussianMixture({{1.0, {1.0, 0.5}, Covariance::isotropic(2, 0.7)}});
}

std::vector<double> values_of(const Positions<double>& x) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), x);
    return {host.data(), host.data() + host.size()};
}

void print_motion(const char* name, const SelfDensity& self, ForceMotion motion_kind) {
    std::vector<double> points(2 * 1001);
    make_mixture_source(second_mixture())->draw(4, 0, points);
    const Positions<double> start("start", 1001, 2);
    const auto host = Kokkos::create_mirror_view(start);
    std::copy(points.begin(), points.end(), host.data());
    Kokkos::deep_copy(start, host);
    FreeMotion motion(density_at(first_mixture()), self, start, {.motion = motion_kind, .time_step = 0.05});
    motion.advance(8);
    std::printf("%s: %016" PRIx64 " %016" PRIx64 " %a %a\n", name, digest(values_of(motion.positions())),
                digest(values_of(motion.velocities())), motion.potential(), motion.kinetic_energy());
}

void print_field() {
    std::vector<double> points(2 * 3000);
    make_mixture_source(second_mixture())->draw(5, 0, points);
    const auto estimate = std::make_shared<const KernelDensity>(points, 2, 0.3, 1e-9);
    const ForceGrid field =
        force_on_grid(density_at(first_mixture()), density_at(estimate), {{-4.0, -4.0}, {5.0, 5.0}, 61, 47});
    const OverlapQuadrature overlap = overlap_by_quadrature(first_mixture(), second_mixture());
    std::printf("field: %016" PRIx64 " %016" PRIx64 " %a %a\n", digest(field.force), digest(field.root_product),
                field.coefficient, overlap.coefficient);
}

}  // namespace
}  // namespace ebru

int main(int argc, char** argv) {
    const Kokkos::ScopeGuard kokkos(argc, argv);
    std::fprintf(stderr, "threads: %d\n", Kokkos::DefaultExecutionSpace().concurrency());
    ebru::print_field();
    ebru::print_motion("gaussian fit", ebru::gaussian_fit(), ebru::ForceMotion::inertial);
    ebru::print_motion("kernel fit", ebru::kernel_fit(0.3, 1e-9), ebru::ForceMotion::overdamped);
}
