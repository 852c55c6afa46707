#pragma once

#include <algorithm>
#include <type_traits>

#include "field/row_loop.hpp"

namespace ebru {

/// True where a team is one thread and a row is a plain vector loop.
inline constexpr bool on_host = std::is_same_v<Kokkos::DefaultExecutionSpace, Kokkos::DefaultHostExecutionSpace>;

/// `league` teams; on the host one thread each, so that blocks spread over the cores.
inline TeamPolicy make_teams(int league) {
    return on_host ? TeamPolicy(league, 1, 1) : TeamPolicy(league, Kokkos::AUTO, Kokkos::AUTO);
}

/// How a time loop is cut into teams.
enum class TimeLoop {
    resident,  ///< a team runs all steps of one image channel, which stays in its cache: no barrier between teams
    sliced,    ///< every step is spread over row blocks of all images
};

/// Resident when one block fits beside its traffic in a core's cache, or when there are enough blocks for every core
/// and nothing is gained by slicing; otherwise sliced. The choice never changes a bit of the result.
inline TimeLoop choose_time_loop(std::size_t block_bytes, int blocks) {
    constexpr std::size_t cache_bytes = std::size_t{3} << 19U;  // 1.5 MiB of a 2 MiB second-level cache
    const int cores = Kokkos::DefaultExecutionSpace().concurrency();
    const bool fits = block_bytes <= cache_bytes;
    return fits && (blocks >= cores || !on_host) ? TimeLoop::resident : TimeLoop::sliced;
}

/// Slices that one of `blocks` blocks is cut into: a few for every core.
inline int slices_per_block(int blocks) {
    const int cores = Kokkos::DefaultExecutionSpace().concurrency();
    return std::max(1, 4 * cores / std::max(1, blocks));
}

/// Rows of a slice, at least 4.
inline int rows_per_slice(int ny, int blocks) {
    const int slices = slices_per_block(blocks);
    return std::max(4, (ny + slices - 1) / slices);
}

}  // namespace ebru
