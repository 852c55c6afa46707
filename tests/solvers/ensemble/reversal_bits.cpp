// Prints a digest of reversal, flow map, component moments and energy test: compare_thread_counts.cmake runs it with
// several numbers of threads (which Kokkos fixes at its start) and compares.

#include <cinttypes>
#include <cstdint>
#include <cstdio>

#include "diagnostics/energy_distance.hpp"
#include "solvers/ensemble/component_moments.hpp"
#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/flow_map.hpp"
#include "solvers/ensemble/reversal.hpp"
#include "tests/support/digest.hpp"
#include "tests/support/image_values.hpp"
#include "validation/common/five_gaussians.hpp"

namespace ebru {
namespace {

template <class Real>
void print_digests(const GaussianMixture& data, std::int64_t particles) {
    GaussianParameters p;
    p.kind = GaussianKind::vp;
    p.beta_min = 0.2;
    p.beta_max = 6.0;
    const GaussianPath path(p);
    const auto x = start_ensemble<Real>(*make_mixture_source(data), 3, particles);
    FlowMap<Real>(data, path, uniform_times(0.0, 1.0, 10), RungeKutta::fourth).carry(x, 0, 10);
    const std::uint64_t carried = digest(to_values(x));
    const Reversal<Real> walk(reverse_steps(path, uniform_times(1.0, 0.0, 12), 0.7, 2), 5);
    walk.advance(walk.field_of(data), x, 0, 12);
    const std::vector<ComponentMoments> moments = component_moments(data, x);
    const auto other = start_ensemble<double>(*make_mixture_source(data), 4, 500);
    Values values = to_values(x);
    values.resize(values.size() / static_cast<std::size_t>(particles) * 700);
    const TwoSampleResult test = energy_test(values, to_values(other), data.dimension());
    std::printf("%zu-byte %" PRId64 " x %d: %016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %.17g %.17g %.17g\n",
                sizeof(Real), particles, data.dimension(), carried, digest(to_values(x)),
                digest(moments.front().covariance_error), test.statistic, test.null_deviation, test.p_value);
}

}  // namespace
}  // namespace ebru

int main(int argc, char** argv) {
    const Kokkos::ScopeGuard kokkos(argc, argv);
    std::fprintf(stderr, "threads: %d\n", Kokkos::DefaultExecutionSpace().concurrency());
    for (const auto& data : {ebru::three_on_a_line(), ebru::five_gaussians(), ebru::two_in(3), ebru::two_in(20)}) {
        ebru::print_digests<float>(data, 9001);
        ebru::print_digests<double>(data, 9001);
    }
    return 0;
}
