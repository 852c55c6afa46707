#include "ml/metrics/row_pairs.hpp"

#include <gtest/gtest.h>

#include "tests/ml/metrics/metric_samples.hpp"

namespace ebru {
namespace {

using test::normal_rows;

/// All sums (N, M), the visits' order checked on the way.
std::vector<std::vector<double>> sums_of(PairSum sum, const at::Tensor& x, const at::Tensor& y, PairBlocks blocks) {
    std::vector<std::vector<double>> all(static_cast<std::size_t>(x.size(0)));
    visit_pairs(
        sum, x, y,
        [&](std::int64_t row, std::int64_t first, std::span<const double> sums) {
            auto& of_row = all[static_cast<std::size_t>(row)];
            EXPECT_EQ(static_cast<std::int64_t>(of_row.size()), first);
            of_row.insert(of_row.end(), sums.begin(), sums.end());
        },
        blocks);
    return all;
}

// Numbers of rows around the sizes of groups (4) and panels (16), blocks of one panel, of two and of everything.
TEST(VisitPairs, SumsAreThoseOfThePlainLoopToTheBit) {
    for (const auto& [n, m, width] :
         {std::array{1, 1, 1}, std::array{4, 16, 3}, std::array{7, 33, 84}, std::array{9, 47, 5}}) {
        const at::Tensor x = normal_rows(1, n, width);
        const at::Tensor y = normal_rows(2, m, width);
        const auto rows_x = test::plain_rows(x);
        const auto rows_y = test::plain_rows(y);
        for (const std::int64_t bytes : {std::int64_t{1}, std::int64_t{2 * 16 * 8} * width, std::int64_t{1} << 30}) {
            const auto squared = sums_of(PairSum::squared_distance, x, y, {bytes});
            const auto products = sums_of(PairSum::inner_product, x, y, {bytes});
            for (std::size_t i = 0; i < rows_x.size(); ++i) {
                ASSERT_EQ(squared[i].size(), rows_y.size());
                for (std::size_t j = 0; j < rows_y.size(); ++j) {
                    EXPECT_EQ(squared[i][j], test::squared_distance(rows_x[i], rows_y[j]));
                    EXPECT_EQ(products[i][j], test::inner_product(rows_x[i], rows_y[j]));
                }
            }
        }
    }
}

TEST(VisitPairs, FloatRowsAndStridedRowsAreReadAsTheyAre) {
    const at::Tensor x = normal_rows(1, 5, 7);
    const at::Tensor y = normal_rows(2, 20, 7);
    const auto sums = sums_of(PairSum::squared_distance, x, y, {});
    EXPECT_EQ(sums_of(PairSum::squared_distance, x.to(at::kFloat), y.to(at::kFloat), {}), sums);  // drawn in float
    EXPECT_EQ(sums_of(PairSum::squared_distance, x.t().contiguous().t(), y.t().contiguous().t(), {}), sums);
}

// |x|^2 - 2 x.y + |y|^2 would leave eps 1e16 = 2 of a distance of 1e-6.
TEST(VisitPairs, NearPointsFarFromTheOriginKeepTheirDistance) {
    const at::Tensor x = at::full({1, 3}, 1e8, at::kDouble);
    const at::Tensor y = x + 0.25;
    EXPECT_EQ(sums_of(PairSum::squared_distance, x, y, {})[0][0], 3 * 0.0625);
}

}  // namespace
}  // namespace ebru
