#include "ml/metrics/nearest_neighbours.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "tests/ml/metrics/metric_samples.hpp"

namespace ebru {
namespace {

using Ranked = std::vector<std::pair<double, std::int64_t>>;

/// Twin: all distances of a row, sorted; of equals the first row first.
Ranked ranked(const std::vector<double>& row, const std::vector<std::vector<double>>& others,
              std::optional<std::size_t> left_out) {
    Ranked all;
    for (std::size_t j = 0; j < others.size(); ++j) {
        if (j != left_out) {
            all.emplace_back(std::sqrt(test::squared_distance(row, others[j])), static_cast<std::int64_t>(j));
        }
    }
    std::sort(all.begin(), all.end());
    return all;
}

void expect_row(const Neighbours& found, std::size_t row, const Ranked& expected) {
    const auto at = static_cast<std::int64_t>(row);
    for (std::int64_t place = 0; place < found.indices.size(1); ++place) {
        EXPECT_EQ(found.distances[at][place].item<double>(), expected[static_cast<std::size_t>(place)].first);
        EXPECT_EQ(found.indices[at][place].item<std::int64_t>(), expected[static_cast<std::size_t>(place)].second);
    }
}

// Whole numbers: many distances tie, many rows repeat.
TEST(NearestNeighbours, AreThoseOfASortOfAllDistances) {
    for (const bool whole : {false, true}) {
        const at::Tensor query = whole ? test::whole_rows(1, 23, 3) : test::normal_rows(1, 23, 3);
        const at::Tensor reference = whole ? test::whole_rows(2, 61, 3) : test::normal_rows(2, 61, 3);
        const auto rows = test::plain_rows(query);
        const auto others = test::plain_rows(reference);
        for (const int k : {1, 4, 61}) {
            const Neighbours found = nearest_neighbours(query, reference, k, {1});
            ASSERT_EQ(found.indices.sizes(), at::IntArrayRef({23, k}));
            for (std::size_t i = 0; i < rows.size(); ++i) {
                expect_row(found, i, ranked(rows[i], others, std::nullopt));
            }
        }
    }
}

TEST(NearestNeighbours, WithinASetARowIsNotItsOwnButItsDoubleIs) {
    const at::Tensor features = test::whole_rows(3, 40, 2);
    const auto rows = test::plain_rows(features);
    for (const int k : {1, 5, 39}) {
        const Neighbours found = neighbours_within(features, k);
        const std::vector<double> squared = squared_radii(features, k, "features");
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Ranked expected = ranked(rows[i], rows, i);
            expect_row(found, i, expected);
            EXPECT_EQ(std::sqrt(squared[i]), expected[static_cast<std::size_t>(k) - 1].first);
        }
    }
    const at::Tensor doubles = at::tensor({1.0, 5.0, 1.0}, at::kDouble).unsqueeze(1);
    EXPECT_EQ(squared_radii(doubles, 1, "features"), (std::vector<double>{0.0, 16.0, 0.0}));
}

}  // namespace
}  // namespace ebru
