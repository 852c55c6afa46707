#include "solvers/density/box_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/solvers/density/density_test_data.hpp"

namespace ebru {
namespace {

struct HostTree {
    BoxTree tree;
    decltype(BoxTree::coordinates)::host_mirror_type coordinates;
    decltype(BoxTree::original)::host_mirror_type original;
    decltype(BoxTree::boxes)::host_mirror_type boxes;
};

HostTree host_tree(const std::vector<double>& points, int dimension) {
    const BoxTree tree = make_box_tree(points, dimension);
    return {tree, Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), tree.coordinates),
            Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), tree.original),
            Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), tree.boxes)};
}

constexpr std::int64_t counts[] = {1, 2, 127, 128, 129, 256, 257, 1000, 5000};

std::vector<double> points_of(int dimension, std::int64_t count) {
    return drawn(*make_mixture_source(two_parts(dimension)), 1, 0, count);
}

TEST(BoxTree, HoldsEveryPointOnce) {
    for (const int d : {1, 2, 5}) {
        for (const std::int64_t count : counts) {
            const std::vector<double> points = points_of(d, count);
            const HostTree host = host_tree(points, d);
            std::vector<std::int64_t> places(host.original.data(), host.original.data() + count);
            for (std::int64_t i = 0; i < count; ++i) {
                for (int k = 0; k < d; ++k) {
                    ASSERT_EQ(host.coordinates(k, i), points[static_cast<std::size_t>(host.original(i) * d + k)]);
                }
            }
            std::ranges::sort(places);
            for (std::int64_t i = 0; i < count; ++i) {
                ASSERT_EQ(places[static_cast<std::size_t>(i)], i);
            }
        }
    }
}

TEST(BoxTree, LeavesAreNearlyEqualAndNotTooLarge) {
    for (const std::int64_t count : counts) {
        const BoxTree tree = make_box_tree(points_of(2, count), 2);
        const std::int64_t leaves = std::int64_t{1} << tree.depth;
        EXPECT_EQ(tree.leaf_begin(0), 0);
        EXPECT_EQ(tree.leaf_begin(leaves), count);
        for (std::int64_t leaf = 0; leaf < leaves; ++leaf) {
            const std::int64_t size = tree.leaf_begin(leaf + 1) - tree.leaf_begin(leaf);
            EXPECT_GE(size, count / leaves);
            EXPECT_LE(size, (count + leaves - 1) / leaves);
            EXPECT_LE(size, BoxTree::most_in_leaf);
        }
    }
}

/// The smallest box about points begin .. end - 1, in one direction.
std::pair<double, double> bounds(const HostTree& host, int k, std::int64_t begin, std::int64_t end) {
    const double* x = &host.coordinates(k, 0);
    const auto [lower, upper] = std::minmax_element(x + begin, x + end);
    return {*lower, *upper};
}

TEST(BoxTree, EveryBoxIsTheSmallestAboutItsPoints) {
    for (const int d : {1, 2, 5}) {
        for (const std::int64_t count : counts) {
            const HostTree host = host_tree(points_of(d, count), d);
            for (int level = 0; level <= host.tree.depth; ++level) {
                const std::int64_t nodes = std::int64_t{1} << level;
                const std::int64_t leaves_each = (std::int64_t{1} << host.tree.depth) / nodes;
                for (std::int64_t n = 0; n < nodes; ++n) {
                    const std::int64_t begin = host.tree.leaf_begin(n * leaves_each);
                    const std::int64_t end = host.tree.leaf_begin((n + 1) * leaves_each);
                    for (int k = 0; k < d; ++k) {
                        const auto [lower, upper] = bounds(host, k, begin, end);
                        ASSERT_EQ(host.boxes(nodes + n, 0, k), lower);
                        ASSERT_EQ(host.boxes(nodes + n, 1, k), upper);
                    }
                }
            }
        }
    }
}

// Halving along the longest side: leaves of points in a square are nearly square, where slices would be 2^depth times
// as long as wide. 5000 points in 64 leaves: a leaf of 78 uniform points is known to a tenth or so.
TEST(BoxTree, CutsTheLongestSide) {
    const HostTree host = host_tree(points_of(2, 5000), 2);
    const std::int64_t leaves = std::int64_t{1} << host.tree.depth;
    std::vector<double> ratios;
    for (std::int64_t n = leaves; n < 2 * leaves; ++n) {
        const double width = host.boxes(n, 1, 0) - host.boxes(n, 0, 0);
        const double height = host.boxes(n, 1, 1) - host.boxes(n, 0, 1);
        ratios.push_back(std::max(width, height) / std::min(width, height));
    }
    std::ranges::sort(ratios);
    EXPECT_LT(ratios[ratios.size() / 2], 2.2);
}

}  // namespace
}  // namespace ebru
