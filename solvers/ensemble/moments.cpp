#include "solvers/ensemble/moments.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "field/team_work.hpp"

namespace ebru {

namespace {

/// Particles that a team sums; the last team may have fewer.
constexpr std::int64_t chunk_particles = 8192;

/// Particles that pass by all sums before the next ones: 16 to 32 KiB.
int tile_particles(int dimension) {
    return std::max(64, 4096 / dimension);
}

/// Sums of term(entry, particle) over all particles for `entries` entries. Their order: particles of a tile in the
/// lanes of sum_row, tiles of a chunk, chunks, one after the other.
template <class Term>
std::vector<double> sum_over_particles(std::int64_t particles, int tile, int entries, const Term& term) {
    const auto chunks = static_cast<int>((particles + chunk_particles - 1) / chunk_particles);
    const Kokkos::View<double**, Kokkos::LayoutRight> sums("sums of chunks", chunks, entries);
    Kokkos::parallel_for(
        "ebru::sum_over_particles", make_teams(chunks), KOKKOS_LAMBDA(const TeamMember& team) {
            const std::int64_t begin = team.league_rank() * chunk_particles;
            const std::int64_t rest = particles - begin;
            const int count = static_cast<int>(rest < chunk_particles ? rest : chunk_particles);
            for (int first = 0; first < count; first += tile) {
                const int last = first + tile < count ? first + tile : count;
                Kokkos::parallel_for(Kokkos::TeamThreadRange(team, 0, entries), [&](int entry) {
                    const auto part = term.of(entry, begin);
                    const double sum = sum_row<double>(team, first, last, [=](int i) EBRU_ROW_BODY { return part(i); });
                    Kokkos::single(Kokkos::PerThread(team), [&] { sums(team.league_rank(), entry) += sum; });
                });
            }
        });
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sums);
    std::vector<double> total(static_cast<std::size_t>(entries), 0.0);
    for (int chunk = 0; chunk < chunks; ++chunk) {
        for (int entry = 0; entry < entries; ++entry) {
            total[static_cast<std::size_t>(entry)] += host(chunk, entry);
        }
    }
    return total;
}

/// x_c of every particle.
template <class Real>
struct CoordinateTerm {
    Positions<Real> x;

    struct Part {
        const Real* x;
        std::ptrdiff_t stride;
        KOKKOS_FORCEINLINE_FUNCTION double operator()(int i) const { return static_cast<double>(x[i * stride]); }
    };
    KOKKOS_FORCEINLINE_FUNCTION Part of(int entry, std::int64_t begin) const {
        return {&x(begin, entry), static_cast<std::ptrdiff_t>(x.extent(1))};
    }
};

/// Pairs (a, b) of coordinates on the device, entry after entry.
using CoordinatePairs = Kokkos::View<int* [2]>;

/// [(x_a - m_a) (y_b - n_b)]^power of every particle.
template <class Real, int power>
struct ProductTerm {
    Positions<Real> x;
    Positions<Real> y;
    Kokkos::View<double*> x_mean;
    Kokkos::View<double*> y_mean;
    CoordinatePairs pairs;

    struct Part {
        const Real* x;
        const Real* y;
        double x_mean;
        double y_mean;
        std::ptrdiff_t stride;
        KOKKOS_FORCEINLINE_FUNCTION double operator()(int i) const {
            const double product =
                (static_cast<double>(x[i * stride]) - x_mean) * (static_cast<double>(y[i * stride]) - y_mean);
            return power == 1 ? product : product * product;
        }
    };
    KOKKOS_FORCEINLINE_FUNCTION Part of(int entry, std::int64_t begin) const {
        const int a = pairs(entry, 0);
        const int b = pairs(entry, 1);
        return {&x(begin, a), &y(begin, b), x_mean(a), y_mean(b), static_cast<std::ptrdiff_t>(x.extent(1))};
    }
};

Kokkos::View<double*> on_device(const std::vector<double>& values) {
    const Kokkos::View<double*> device("means", values.size());
    using HostValues = Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
    Kokkos::deep_copy(device, HostValues(values.data(), values.size()));
    return device;
}

CoordinatePairs on_device(const std::vector<std::pair<int, int>>& pairs) {
    const CoordinatePairs device("pairs of coordinates", pairs.size());
    const auto host = Kokkos::create_mirror_view(device);
    for (std::size_t entry = 0; entry < pairs.size(); ++entry) {
        host(entry, 0) = pairs[entry].first;
        host(entry, 1) = pairs[entry].second;
    }
    Kokkos::deep_copy(device, host);
    return device;
}

template <class Real>
std::vector<double> mean_of(const Positions<Real>& x) {
    const auto particles = static_cast<std::int64_t>(x.extent(0));
    const auto d = static_cast<int>(x.extent(1));
    std::vector<double> mean = sum_over_particles(particles, tile_particles(d), d, CoordinateTerm<Real>{x});
    for (double& value : mean) {
        value /= static_cast<double>(particles);
    }
    return mean;
}

/// Covariances of x_a and y_b and their errors for a list of pairs, in its order.
template <class Real>
CrossCovariance covariance_of_pairs(const Positions<Real>& x, const Positions<Real>& y,
                                    const std::vector<double>& x_mean, const std::vector<double>& y_mean,
                                    const std::vector<std::pair<int, int>>& pairs) {
    const auto particles = static_cast<std::int64_t>(x.extent(0));
    const int tile = tile_particles(static_cast<int>(x.extent(1)));
    const auto entries = static_cast<int>(pairs.size());
    const ProductTerm<Real, 1> product{x, y, on_device(x_mean), on_device(y_mean), on_device(pairs)};
    const ProductTerm<Real, 2> square{x, y, product.x_mean, product.y_mean, product.pairs};
    CrossCovariance result{sum_over_particles(particles, tile, entries, product),
                           sum_over_particles(particles, tile, entries, square)};
    const auto n = static_cast<double>(particles);
    for (std::size_t entry = 0; entry < pairs.size(); ++entry) {
        const double centred = result.covariance[entry] / n;
        result.covariance[entry] /= n - 1.0;
        result.error[entry] = std::sqrt(std::max(0.0, result.error[entry] / n - centred * centred) / n);
    }
    return result;
}

}  // namespace

template <class Real>
EnsembleMoments ensemble_moments(const Positions<Real>& x) {
    EBRU_EXPECT(x.extent(0) >= 2 && x.extent(1) >= 1);
    const std::size_t d = x.extent(1);
    EnsembleMoments moments;
    moments.particles = static_cast<std::int64_t>(x.extent(0));
    moments.mean = mean_of(x);
    std::vector<std::pair<int, int>> pairs;
    for (int a = 0; a < static_cast<int>(d); ++a) {
        for (int b = a; b < static_cast<int>(d); ++b) {
            pairs.emplace_back(a, b);
        }
    }
    const CrossCovariance upper = covariance_of_pairs(x, x, moments.mean, moments.mean, pairs);
    moments.covariance.resize(d * d);
    moments.covariance_error.resize(d * d);
    for (std::size_t entry = 0; entry < pairs.size(); ++entry) {
        const auto a = static_cast<std::size_t>(pairs[entry].first);
        const auto b = static_cast<std::size_t>(pairs[entry].second);
        moments.covariance[a * d + b] = moments.covariance[b * d + a] = upper.covariance[entry];
        moments.covariance_error[a * d + b] = moments.covariance_error[b * d + a] = upper.error[entry];
    }
    for (std::size_t a = 0; a < d; ++a) {
        moments.mean_error.push_back(std::sqrt(moments.covariance[a * d + a] / static_cast<double>(x.extent(0))));
    }
    return moments;
}

template <class Real>
CrossCovariance cross_covariance(const Positions<Real>& x, const Positions<Real>& y) {
    EBRU_EXPECT(x.extent(0) >= 2 && x.extent(1) >= 1);
    EBRU_EXPECT(y.extent(0) == x.extent(0) && y.extent(1) == x.extent(1));
    const auto d = static_cast<int>(x.extent(1));
    std::vector<std::pair<int, int>> pairs;
    for (int entry = 0; entry < d * d; ++entry) {
        pairs.emplace_back(entry / d, entry % d);
    }
    return covariance_of_pairs(x, y, mean_of(x), mean_of(y), pairs);
}

template EnsembleMoments ensemble_moments(const Positions<float>&);
template EnsembleMoments ensemble_moments(const Positions<double>&);
template CrossCovariance cross_covariance(const Positions<float>&, const Positions<float>&);
template CrossCovariance cross_covariance(const Positions<double>&, const Positions<double>&);

}  // namespace ebru
