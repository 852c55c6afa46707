#include "solvers/ensemble_run/memorised_score.hpp"

#include <algorithm>

#include "solvers/ensemble/ensemble_start.hpp"
#include "solvers/ensemble/forward_chain.hpp"
#include "solvers/ensemble_run/host_positions.hpp"

namespace ebru {

template <class Real>
MemorisedScore<Real>::MemorisedScore(const PointSource& source, const GaussianPath& path, const KdeSettings& kde,
                                     std::uint64_t seed, std::int64_t particles, int from, int to)
    : log_density_("log density", static_cast<std::size_t>(particles)) {
    const Positions<Real> x = start_ensemble<Real>(source, seed, particles);
    const ForwardChain<Real> chain(path, seed);
    for (int level = 1; level <= from; ++level) {
        chain.advance(x, level - 1, level);
        if (level > to) {
            const HostPositions<Real> host = host_copy(x);
            const std::vector<double> points = doubles_of(host, host.extent(0));
            estimates_.emplace_back(points, source.dimension(), kde_bandwidth(kde, points, source.dimension()),
                                    kde.tolerance, "kde.bandwidth");
        }
    }
    std::reverse(estimates_.begin(), estimates_.end());
}

template <class Real>
void MemorisedScore<Real>::evaluate(int step, const Positions<Real>& x, const Positions<Real>& score) const {
    const KernelDensity::Points<const Real> queries = x;
    estimates_[static_cast<std::size_t>(step)].evaluate(queries, log_density_, score);
}

template class MemorisedScore<float>;
template class MemorisedScore<double>;

}  // namespace ebru
