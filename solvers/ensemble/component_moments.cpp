#include "solvers/ensemble/component_moments.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/error.hpp"

namespace ebru {

namespace {

/// Particles that are summed one after the other; then the chunks are.
constexpr std::size_t chunk_particles = 4096;

/// Sums of `entries` terms over particles: add(particle, sums) adds its own.
template <class Add>
std::vector<double> sum_over_chunks(std::size_t particles, std::size_t entries, const Add& add) {
    const std::size_t chunks = (particles + chunk_particles - 1) / chunk_particles;
    std::vector<double> parts(chunks * entries, 0.0);
    Kokkos::parallel_for("ebru::component_moments", Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, chunks),
                         [&](std::size_t chunk) {
                             const std::span<double> sums(parts.data() + chunk * entries, entries);
                             const std::size_t last = std::min(particles, (chunk + 1) * chunk_particles);
                             for (std::size_t particle = chunk * chunk_particles; particle < last; ++particle) {
                                 add(particle, sums);
                             }
                         });
    Kokkos::DefaultHostExecutionSpace().fence();
    std::vector<double> total(entries, 0.0);
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
        for (std::size_t entry = 0; entry < entries; ++entry) {
            total[entry] += parts[chunk * entries + entry];
        }
    }
    return total;
}

/// Particles (N, d) and responsibilities (N, M) on the host.
struct Shared {
    std::size_t particles;
    std::size_t dimension;
    std::size_t components;
    std::vector<double> x;
    std::vector<double> shares;

    [[nodiscard]] double at(std::size_t particle, std::size_t c) const { return x[particle * dimension + c]; }
    [[nodiscard]] double share(std::size_t particle, std::size_t i) const { return shares[particle * components + i]; }
};

template <class Real>
Shared share_out(const GaussianMixture& mixture, const Positions<Real>& x) {
    Shared shared{x.extent(0), x.extent(1), mixture.components().size(), {}, {}};
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), x);
    shared.x.assign(host.data(), host.data() + host.size());
    shared.shares.resize(shared.particles * shared.components);
    (void)sum_over_chunks(shared.particles, 0, [&](std::size_t particle, std::span<double>) {
        mixture.responsibilities({&shared.x[particle * shared.dimension], shared.dimension},
                                 {&shared.shares[particle * shared.components], shared.components});
    });
    return shared;
}

/// Weight and mean of component i.
void find_mean(const Shared& shared, std::size_t i, ComponentMoments& moments) {
    const std::size_t d = shared.dimension;
    const auto n = static_cast<double>(shared.particles);
    // <r>, <r^2>, <r x>
    std::vector<double> sums = sum_over_chunks(shared.particles, 2 + d, [&](std::size_t p, std::span<double> sum) {
        const double share = shared.share(p, i);
        sum[0] += share;
        sum[1] += share * share;
        for (std::size_t c = 0; c < d; ++c) {
            sum[2 + c] += share * shared.at(p, c);
        }
    });
    moments.weight = sums[0] / n;
    moments.weight_error = std::sqrt(std::max(0.0, sums[1] / n - moments.weight * moments.weight) / n);
    for (std::size_t c = 0; c < d; ++c) {
        moments.mean.push_back(sums[2 + c] / sums[0]);
    }
}

/// Covariance about the mean, and the mean's errors.
void find_covariance(const Shared& shared, std::size_t i, ComponentMoments& moments) {
    const std::size_t d = shared.dimension;
    const double mass = moments.weight * static_cast<double>(shared.particles);
    std::vector<double> sums = sum_over_chunks(shared.particles, d * d + d, [&](std::size_t p, std::span<double> sum) {
        const double share = shared.share(p, i);
        for (std::size_t a = 0; a < d; ++a) {
            const double weighted = share * (shared.at(p, a) - moments.mean[a]);
            for (std::size_t b = 0; b < d; ++b) {
                sum[a * d + b] += weighted * (shared.at(p, b) - moments.mean[b]);
            }
            sum[d * d + a] += weighted * weighted;
        }
    });
    for (std::size_t entry = 0; entry < d * d; ++entry) {
        moments.covariance.push_back(sums[entry] / mass);
    }
    for (std::size_t a = 0; a < d; ++a) {
        moments.mean_error.push_back(std::sqrt(sums[d * d + a]) / mass);
    }
}

void find_covariance_error(const Shared& shared, std::size_t i, ComponentMoments& moments) {
    const std::size_t d = shared.dimension;
    const double mass = moments.weight * static_cast<double>(shared.particles);
    const std::vector<double> sums =
        sum_over_chunks(shared.particles, d * d, [&](std::size_t p, std::span<double> sum) {
            const double share = shared.share(p, i);
            for (std::size_t a = 0; a < d; ++a) {
                for (std::size_t b = 0; b < d; ++b) {
                    const double product = (shared.at(p, a) - moments.mean[a]) * (shared.at(p, b) - moments.mean[b]);
                    const double excess = share * (product - moments.covariance[a * d + b]);
                    sum[a * d + b] += excess * excess;
                }
            }
        });
    for (const double sum : sums) {
        moments.covariance_error.push_back(std::sqrt(sum) / mass);
    }
}

}  // namespace

template <class Real>
std::vector<ComponentMoments> component_moments(const GaussianMixture& mixture, const Positions<Real>& x) {
    EBRU_EXPECT(x.extent(0) >= 2 && static_cast<int>(x.extent(1)) == mixture.dimension());
    const Shared shared = share_out(mixture, x);
    std::vector<ComponentMoments> all(shared.components);
    for (std::size_t i = 0; i < all.size(); ++i) {
        find_mean(shared, i, all[i]);
        find_covariance(shared, i, all[i]);
        find_covariance_error(shared, i, all[i]);
    }
    return all;
}

template std::vector<ComponentMoments> component_moments(const GaussianMixture&, const Positions<float>&);
template std::vector<ComponentMoments> component_moments(const GaussianMixture&, const Positions<double>&);

}  // namespace ebru
