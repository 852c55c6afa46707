#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <span>

namespace ebru {

/// N points in d dimensions, sorted into 2^depth leaves of nearly equal numbers of points by halving along the longest
/// side of what a node holds (a k-d tree). Node 1 is the root, node n has the children 2 n and 2 n + 1; leaves are the
/// nodes 2^depth .. 2^(depth+1) - 1. Memory space of kernels.
struct BoxTree {
    static constexpr int most_in_leaf = 128;

    Kokkos::View<double**, Kokkos::LayoutRight> coordinates;  ///< (d, N), leaf by leaf
    Kokkos::View<std::int64_t*> original;                     ///< (N), a point's place among the points as given
    Kokkos::View<double***, Kokkos::LayoutRight> boxes;       ///< (nodes, 2, d), lower and upper corners
    std::int64_t count = 0;                                   ///< N
    int dimension = 0;
    int depth = 0;

    /// The first point of a leaf; the leaf ends where the next begins.
    [[nodiscard]] KOKKOS_INLINE_FUNCTION std::int64_t leaf_begin(std::int64_t leaf) const {
        return (leaf * count) >> depth;
    }
};

/// \param points (N, d), N >= 1, finite. Same points, same tree. O(d N log N) on the host.
BoxTree make_box_tree(std::span<const double> points, int dimension);

}  // namespace ebru
