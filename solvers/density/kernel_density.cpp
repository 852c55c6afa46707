#include "solvers/density/kernel_density.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.hpp"
#include "solvers/density/kernel_sum.hpp"

namespace ebru {

namespace {

template <class Real>
using Points = KernelDensity::Points<Real>;

using HostNumbers = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
using HostPoints = Kokkos::View<double**, Kokkos::LayoutRight, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
using GivenPoints = Kokkos::View<const double**, Kokkos::LayoutRight, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;

/// Where results go, and what makes them of sums.
template <class Real>
struct Results {
    Kokkos::View<Real*> log_density;
    Points<Real> score;       ///< (0, 0): not wanted
    double inverse = 0.0;     ///< 1/(2 h^2)
    double log_factor = 0.0;  ///< -ln(number of terms) - d/2 ln(2 pi h^2)

    template <int dims>
    KOKKOS_FORCEINLINE_FUNCTION void write(std::int64_t i, const KernelSum<dims>& sum, int dimension) const {
        log_density(i) = static_cast<Real>(Kokkos::log(sum.total) - sum.nearest * inverse + log_factor);
        if (score.extent(0) != 0) {
            for (int k = 0; k < dimension; ++k) {
                score(i, k) = static_cast<Real>(2.0 * inverse * (sum.pull[k] / sum.total));
            }
        }
    }
};

/// Any places.
template <class Real, int dims>
struct QueryKernel {
    BoxTree tree;
    KernelConstants constants;
    Points<const Real> queries;
    Results<Real> results;

    KOKKOS_INLINE_FUNCTION void operator()(std::int64_t i) const {
        KernelSum<dims> sum(tree, constants, -1);
        for (int k = 0; k < tree.dimension; ++k) {
            sum.at[k] = static_cast<double>(queries(i, k));
        }
        sum.evaluate();
        results.write(i, sum, tree.dimension);
    }
};

/// The points of the tree, each without itself.
template <int dims>
struct LeaveOneOutKernel {
    BoxTree tree;
    KernelConstants constants;
    Results<double> results;

    KOKKOS_INLINE_FUNCTION void operator()(std::int64_t place) const {
        KernelSum<dims> sum(tree, constants, place);
        for (int k = 0; k < tree.dimension; ++k) {
            sum.at[k] = tree.coordinates(k, place);
        }
        sum.evaluate();
        results.write(tree.original(place), sum, tree.dimension);
    }
};

template <class Kernel>
void launch(std::int64_t count, const Kernel& kernel) {
    using Policy = Kokkos::RangePolicy<Kokkos::Schedule<Kokkos::Dynamic>, Kokkos::IndexType<std::int64_t>>;
    // Queries in a crowd cost many times those in a void, so that threads take a few at a time.
    Kokkos::parallel_for("kernel density", Policy(0, count, Kokkos::ChunkSize(32)), kernel);
}

/// Calls function.template operator()<dims>().
template <class Function>
void with_dimension(int dimension, const Function& function) {
    switch (dimension) {
        case 1:
            return function.template operator()<1>();
        case 2:
            return function.template operator()<2>();
        case 3:
            return function.template operator()<3>();
        default:
            return function.template operator()<any_dimension>();
    }
}

BoxTree checked_tree(std::span<const double> points, int dimension, double bandwidth, double tolerance,
                     const std::string& name) {
    EBRU_EXPECT(dimension >= 1 && dimension <= KernelDensity::most_dimensions);
    EBRU_EXPECT(points.size() % static_cast<std::size_t>(dimension) == 0);
    EBRU_EXPECT(tolerance > 0.0 && tolerance < 1.0);
    validate(bandwidth > 0.0 && std::isnormal(bandwidth * bandwidth),
             fmt::format("{} = {} is no width of a kernel", name, bandwidth),
             "it is the standard deviation of the Gaussian that stands for every point",
             "give a positive finite number, such as the rule of Silverman or Scott gives");
    validate(!points.empty(), "a kernel density estimate from no points", "every point carries a kernel",
             "give at least one");
    validate(std::ranges::all_of(points, [](double x) { return std::isfinite(x); }),
             "a point of a kernel density estimate is not finite", "it has no place for its kernel",
             "look where the points come from: an unstable run, or a file with NaN");
    return make_box_tree(points, dimension);
}

}  // namespace

KernelDensity::KernelDensity(std::span<const double> points, int dimension, double bandwidth, double tolerance,
                             const std::string& bandwidth_name)
    : bandwidth_(bandwidth),
      tolerance_(tolerance),
      tree_(checked_tree(points, dimension, bandwidth, tolerance, bandwidth_name)) {}

KernelConstants KernelDensity::constants() const {
    return {.inverse = 0.5 / (bandwidth_ * bandwidth_),
            .log_share = std::log(static_cast<double>(size())) - std::log(tolerance_)};
}

double KernelDensity::log_factor(std::int64_t terms) const {
    return -std::log(static_cast<double>(terms)) -
           dimension() * (std::log(bandwidth_) + 0.5 * std::log(2.0 * std::numbers::pi));
}

template <class Real>
void KernelDensity::evaluate(const Points<const Real>& queries, const Kokkos::View<Real*>& log_density,
                             const Points<Real>& score) const {
    const std::size_t count = queries.extent(0);
    EBRU_EXPECT(queries.extent_int(1) == dimension() && log_density.extent(0) == count);
    EBRU_EXPECT(score.extent(0) == 0 || (score.extent(0) == count && score.extent_int(1) == dimension()));
    with_dimension(dimension(), [&]<int dims>() {
        launch(static_cast<std::int64_t>(count),
               QueryKernel<Real, dims>{
                   tree_, constants(), queries, {log_density, score, constants().inverse, log_factor(size())}});
    });
}

void KernelDensity::evaluate(std::span<const double> queries, std::span<double> log_density,
                             std::span<double> score) const {
    const auto d = static_cast<std::size_t>(dimension());
    const std::size_t count = log_density.size();
    EBRU_EXPECT(queries.size() == count * d && (score.empty() || score.size() == count * d));
    const Points<double> places("queries", count, d);
    Kokkos::deep_copy(places, GivenPoints(queries.data(), count, d));
    const Kokkos::View<double*> values("log density", count);
    const Points<double> slopes = score.empty() ? Points<double>() : Points<double>("score", count, d);
    evaluate<double>(Points<const double>(places), values, slopes);
    Kokkos::deep_copy(HostNumbers(log_density.data(), count), values);
    Kokkos::deep_copy(HostPoints(score.data(), slopes.extent(0), slopes.extent(1)), slopes);
}

void KernelDensity::evaluate_leave_one_out(std::span<double> log_density, std::span<double> score) const {
    const auto d = static_cast<std::size_t>(dimension());
    const auto count = static_cast<std::size_t>(size());
    EBRU_EXPECT(count >= 2 && log_density.size() == count && (score.empty() || score.size() == count * d));
    const Kokkos::View<double*> values("log density", count);
    const Points<double> slopes = score.empty() ? Points<double>() : Points<double>("score", count, d);
    with_dimension(dimension(), [&]<int dims>() {
        launch(size(), LeaveOneOutKernel<dims>{
                           tree_, constants(), {values, slopes, constants().inverse, log_factor(size() - 1)}});
    });
    Kokkos::deep_copy(HostNumbers(log_density.data(), count), values);
    Kokkos::deep_copy(HostPoints(score.data(), slopes.extent(0), slopes.extent(1)), slopes);
}

template void KernelDensity::evaluate<float>(const Points<const float>&, const Kokkos::View<float*>&,
                                             const Points<float>&) const;
template void KernelDensity::evaluate<double>(const Points<const double>&, const Kokkos::View<double*>&,
                                              const Points<double>&) const;

double rule_bandwidth(BandwidthRule rule, std::span<const double> points, int dimension) {
    const auto d = static_cast<std::size_t>(dimension);
    const std::size_t count = points.size() / d;
    EBRU_EXPECT(dimension >= 1 && count >= 2 && points.size() == count * d);
    double variance = 0.0;
    for (std::size_t k = 0; k < d; ++k) {
        double sum = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
            sum += points[i * d + k];
        }
        const double mean = sum / static_cast<double>(count);
        for (std::size_t i = 0; i < count; ++i) {
            const double away = points[i * d + k] - mean;
            variance += away * away / static_cast<double>((count - 1) * d);
        }
    }
    validate(variance > 0.0 && std::isfinite(variance), "no bandwidth follows from points that are all the same",
             "the rules of Silverman and Scott are in proportion to the points' spread", "give a bandwidth");
    const double exponent = 1.0 / (dimension + 4.0);
    const double factor = rule == BandwidthRule::silverman ? std::pow(4.0 / (dimension + 2.0), exponent) : 1.0;
    return factor * std::sqrt(variance) * std::pow(static_cast<double>(count), -exponent);
}

}  // namespace ebru
