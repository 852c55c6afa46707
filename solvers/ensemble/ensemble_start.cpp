#include "solvers/ensemble/ensemble_start.hpp"

#include <algorithm>
#include <vector>

#include "base/error.hpp"

namespace ebru {

namespace {

constexpr std::int64_t chunk_particles = 4096;

}  // namespace

template <class Real>
Positions<Real> start_ensemble(const PointSource& source, std::uint64_t seed, std::int64_t particles) {
    EBRU_EXPECT(particles >= 1);
    const auto d = static_cast<std::size_t>(source.dimension());
    if (particles > source.size()) {
        // The source knows best what it lacks; here no thread is running yet that could not pass its message on.
        std::vector<double> last(d);
        source.draw(seed, particles - 1, last);
    }
    const Positions<Real> positions(Kokkos::view_alloc("positions", Kokkos::WithoutInitializing),
                                    static_cast<std::size_t>(particles), d);
    const auto host = Kokkos::create_mirror_view(positions);
    Real* const values = host.data();
    const std::int64_t chunks = (particles + chunk_particles - 1) / chunk_particles;
    Kokkos::parallel_for("ebru::start_ensemble", Kokkos::RangePolicy<Kokkos::DefaultHostExecutionSpace>(0, chunks),
                         [&](std::int64_t chunk) {
                             const std::int64_t first = chunk * chunk_particles;
                             const std::int64_t count = std::min(chunk_particles, particles - first);
                             std::vector<double> points(static_cast<std::size_t>(count) * d);
                             source.draw(seed, first, points);
                             std::transform(points.begin(), points.end(), values + static_cast<std::size_t>(first) * d,
                                            [](double value) { return static_cast<Real>(value); });
                         });
    Kokkos::fence();
    Kokkos::deep_copy(positions, host);
    return positions;
}

template Positions<float> start_ensemble(const PointSource&, std::uint64_t, std::int64_t);
template Positions<double> start_ensemble(const PointSource&, std::uint64_t, std::int64_t);

}  // namespace ebru
