#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "solvers/density/kernel_density.hpp"
#include "solvers/density/point_source.hpp"
#include "solvers/ensemble_run/ensemble_settings.hpp"

namespace ebru {

/// Takes an ensemble of `seed` from the source forward through the path and estimates its density at the levels from,
/// from - 1, .., to + 1: the beginnings of the steps of level_times(path, from, to), for SnapshotScore. "Memorised" in
/// the words of Noh and Lee (2024), figure 3. Memory: a tree of N points a level.
template <class Real>
std::vector<std::shared_ptr<const KernelDensity>> take_snapshots(const PointSource& source, const GaussianPath& path,
                                                                 const KdeSettings& kde, std::uint64_t seed,
                                                                 std::int64_t particles, int from, int to);

}  // namespace ebru
