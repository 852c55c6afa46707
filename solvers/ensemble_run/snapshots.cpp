#include "solvers/ensemble_run/snapshots.hpp"

#include <algorithm>

#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/forward_chain.hpp"
#include "solvers/ensemble_run/host_positions.hpp"

namespace ebru {

template <class Real>
std::vector<std::shared_ptr<const KernelDensity>> take_snapshots(const PointSource& source, const GaussianPath& path,
                                                                 const KdeSettings& kde, std::uint64_t seed,
                                                                 std::int64_t particles, int from, int to) {
    std::vector<std::shared_ptr<const KernelDensity>> snapshots;
    const Positions<Real> x = start_ensemble<Real>(source, seed, particles);
    const ForwardChain<Real> chain(path, seed);
    for (int level = 1; level <= from; ++level) {
        chain.advance(x, level - 1, level);
        if (level > to) {
            const HostPositions<Real> host = host_copy(x);
            const std::vector<double> points = doubles_of(host, host.extent(0));
            snapshots.push_back(std::make_shared<const KernelDensity>(points, source.dimension(),
                                                                      kde_bandwidth(kde, points, source.dimension()),
                                                                      kde.tolerance, "kde.bandwidth"));
        }
    }
    std::reverse(snapshots.begin(), snapshots.end());
    return snapshots;
}

#define EBRU_INSTANTIATE_(Real)                                                      \
    template std::vector<std::shared_ptr<const KernelDensity>> take_snapshots<Real>( \
        const PointSource&, const GaussianPath&, const KdeSettings&, std::uint64_t, std::int64_t, int, int);
EBRU_INSTANTIATE_(float)
EBRU_INSTANTIATE_(double)
#undef EBRU_INSTANTIATE_

}  // namespace ebru
