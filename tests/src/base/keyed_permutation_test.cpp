#include "base/keyed_permutation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ebru {
namespace {

TEST(KeyedPermutation, EveryNumberIsReachedOnce) {
    for (const std::int64_t size : {1, 2, 3, 4, 5, 7, 16, 17, 63, 64, 65, 1000, 4097}) {
        const KeyedPermutation permutation(3, 5, 0, size);
        std::vector<int> hits(static_cast<std::size_t>(size), 0);
        for (std::int64_t i = 0; i < size; ++i) {
            ++hits.at(static_cast<std::size_t>(permutation(i)));
        }
        EXPECT_EQ(hits, std::vector<int>(static_cast<std::size_t>(size), 1)) << size;
    }
}

TEST(KeyedPermutation, SeedNumberAndPartGiveOtherOrders) {
    const auto order = [](std::uint64_t seed, std::int64_t number, std::int64_t part) {
        std::vector<std::int64_t> values;
        const KeyedPermutation permutation(seed, number, part, 100);
        for (std::int64_t i = 0; i < 100; ++i) {
            values.push_back(permutation(i));
        }
        return values;
    };
    EXPECT_EQ(order(1, 2, 3), order(1, 2, 3));
    EXPECT_NE(order(1, 2, 3), order(2, 2, 3));
    EXPECT_NE(order(1, 2, 3), order(1, 3, 3));
    EXPECT_NE(order(1, 2, 3), order(1, 2, 4));
}

// Over many permutations every place gets every number equally often. The sum of squares of the 7 x 7 counts about n/7,
// over n/7, has mean 49 (1/7)(6/7) n/(n/7) = 42; rows and columns have fixed sums, so it is shared evenly by 6 x 6
// directions: 42/36 times chi-square of 36 degrees, of variance (42/36)^2 72 = 98.
TEST(KeyedPermutation, PlacesAreUniform) {
    constexpr int size = 7;
    constexpr int draws = 70000;
    std::vector<double> counts(size * size, 0.0);
    for (int n = 0; n < draws; ++n) {
        const KeyedPermutation permutation(11, n, 0, size);
        for (int i = 0; i < size; ++i) {
            counts[static_cast<std::size_t>(i * size + permutation(i))] += 1.0;
        }
    }
    const double expected = static_cast<double>(draws) / size;
    double chi_square = 0.0;
    for (const double count : counts) {
        chi_square += (count - expected) * (count - expected) / expected;
    }
    EXPECT_NEAR(chi_square, 42.0, 4.0 * std::sqrt(98.0));
}

// Neighbours end up apart: the mean distance of two of N random places is N/3, its spread over N pairs N/sqrt(18 N).
TEST(KeyedPermutation, NeighboursAreScattered) {
    constexpr std::int64_t size = 5000;
    const KeyedPermutation permutation(4, 0, 0, size);
    double sum = 0.0;
    for (std::int64_t i = 0; i + 1 < size; ++i) {
        sum += static_cast<double>(std::abs(permutation(i + 1) - permutation(i)));
    }
    EXPECT_NEAR(sum / (size - 1.0), size / 3.0, 4.0 * size / std::sqrt(18.0 * size));
}

}  // namespace
}  // namespace ebru
