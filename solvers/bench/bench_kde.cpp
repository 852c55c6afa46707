#include <fmt/format.h>

#include <Kokkos_Core.hpp>
#include <vector>

#include "field/exponential.hpp"
#include "solvers/bench/benchmarks.hpp"
#include "solvers/density/kernel_density.hpp"
#include "solvers/density/point_source.hpp"

namespace ebru {

namespace {

constexpr std::int64_t particles = 100'000;

std::vector<double> normal_points(int dimension, std::int64_t first, std::int64_t count) {
    const GaussianMixture normal(
        {{1.0, std::vector<double>(static_cast<std::size_t>(dimension), 0.0), Covariance::isotropic(dimension, 1.0)}});
    std::vector<double> points(static_cast<std::size_t>(count * dimension));
    make_mixture_source(normal)->draw(1, first, points);
    return points;
}

/// What a pair cannot do without: `per_query` exponentials and their sum for each query, from the first-level cache.
void run_exponential_alone(std::int64_t queries, std::int64_t per_query, const Kokkos::View<double*>& sums) {
    constexpr int block = 64;
    Kokkos::parallel_for(
        "exponential alone", Kokkos::RangePolicy<Kokkos::IndexType<std::int64_t>>(0, queries),
        KOKKOS_LAMBDA(std::int64_t i) {
            double exponent[block];
            for (int j = 0; j < block; ++j) {
                exponent[j] = -0.1 * j;
            }
            double total = 0.0;
            for (std::int64_t done = 0; done < per_query; done += block) {
                const double shift = -1e-5 * static_cast<double>(done);
                double sum = 0.0;
#pragma omp simd reduction(+ : sum)
                for (int j = 0; j < block; ++j) {
                    sum += exponential(exponent[j] + shift);
                }
                total += sum;
            }
            sums(i) = total;
        });
    Kokkos::fence();
}

/// A kernel so wide that every query meets every point, beside the exponentials alone.
BenchRow every_pair(int dimension, std::int64_t queries, const BenchOptions& options) {
    const KernelDensity density(normal_points(dimension, 0, particles), dimension, 100.0);
    const std::vector<double> places = normal_points(dimension, particles, queries);
    std::vector<double> log_density(static_cast<std::size_t>(queries));
    std::vector<double> score(places.size());
    const Kokkos::View<double*> sums("sums", static_cast<std::size_t>(queries));
    const PairedTiming timing = time_in_turn(
        options.repeats, [&] { density.evaluate(places, log_density, score); },
        [&] { run_exponential_alone(queries, particles, sums); });
    BenchRow row;
    row.name = fmt::format("kernel density and score, every pair, d = {}", dimension);
    row.size = fmt::format("{} points x {} queries", particles, queries);
    row.unit = "million pairs/s";
    set_rate(row, timing.a, static_cast<double>(particles) * static_cast<double>(queries), 1e6);
    row.note = fmt::format("takes {:.2f} times as long as the exponentials alone", timing.ratio);
    return row;
}

/// As many queries as points, at `share` of Silverman's bandwidth.
BenchRow ensemble(int dimension, double share, const BenchOptions& options) {
    const std::vector<double> points = normal_points(dimension, 0, particles);
    const std::vector<double> places = normal_points(dimension, particles, particles);
    const double h = share * rule_bandwidth(BandwidthRule::silverman, points, dimension);
    const KernelDensity density(points, dimension, h);
    std::vector<double> log_density(static_cast<std::size_t>(particles));
    std::vector<double> score(places.size());
    const Timing timing = time_repeats(options.repeats, [&] { density.evaluate(places, log_density, score); });
    const Timing tree = time_repeats(options.repeats, [&] { const KernelDensity again(points, dimension, h); });
    BenchRow row;
    row.name = fmt::format("kernel density and score, d = {}", dimension);
    row.size = fmt::format("{0} points x {0} queries, h = {1:.4f}", particles, h);
    row.unit = "queries/s";
    set_rate(row, timing, static_cast<double>(particles), 1.0);
    row.note = fmt::format("{:g} of Silverman's h, tolerance {:g}: {:.3f} s, and {:.3f} s for the tree", share,
                           KernelDensity::default_tolerance, timing.median, tree.median);
    return row;
}

}  // namespace

std::vector<BenchRow> bench_kde(const BenchOptions& options) {
    return {every_pair(2, 2000, options), every_pair(8, 500, options),      ensemble(2, 1.0, options),
            ensemble(2, 0.25, options),   ensemble(2, 1.0 / 16.0, options), ensemble(1, 1.0, options),
            ensemble(3, 0.5, options)};
}

}  // namespace ebru
