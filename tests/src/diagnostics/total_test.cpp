#include "diagnostics/total.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

#include "test_field.hpp"

namespace ebru {
namespace {

TEST(Total, SumsEveryValueOnce) {
    for (const std::size_t count : {0U, 1U, 7U, 8U, 127U, 128U, 129U, 784U, 1000U, 100003U}) {
        std::vector<double> values(count);
        std::iota(values.begin(), values.end(), 1.0);  // sums of integers are exact
        const auto n = static_cast<double>(count);
        EXPECT_EQ(total(std::span<const double>(values)), 0.5 * n * (n + 1.0)) << count;
    }
}

TEST(Total, PieceByPieceHasTheSameBits) {
    for (const std::size_t count : {1U, 7U, 128U, 129U, 255U, 257U, 784U, 1000U, 4097U, 30011U}) {
        const std::vector<double> values = testing::random_values(count);
        const std::span<const double> all(values);
        for (const std::size_t piece : {1U, 13U, 128U, 500U}) {
            RunningTotal running(count);
            for (std::size_t begin = 0; begin < count; begin += piece) {
                running.add(all.subspan(begin, std::min(piece, count - begin)));
            }
            EXPECT_EQ(running.value(), total(all)) << count << " values in pieces of " << piece;
        }
    }
}

TEST(Total, FloatsAreSummedInDouble) {
    const std::vector<float> values(1U << 20U, 0.1F);
    EXPECT_EQ(total(std::span<const float>(values)), static_cast<double>(0.1F) * (1U << 20U));
}

TEST(Total, KeepsTwelveDigitsOfAMillionValues) {
    std::vector<double> values = testing::random_values(1000000);
    long double exact = 0.0L;
    double sizes = 0.0;
    for (double& value : values) {
        value += 1.0;
        exact += value;
        sizes += std::abs(value);
    }
    // pairwise: (log2(n/128) + 16) eps = 29 eps of the sizes
    EXPECT_NEAR(total(std::span<const double>(values)), static_cast<double>(exact), 29.0 * 2.3e-16 * sizes);
}

TEST(Total, BitsDoNotDependOnThePointer) {
    const std::vector<double> values = testing::random_values(777);
    const double reference = total(std::span<const double>(values));
    for (std::size_t shift = 1; shift < 8; ++shift) {
        std::vector<double> moved(shift + values.size());
        std::memcpy(moved.data() + shift, values.data(), values.size() * sizeof(double));
        const double found = total(std::span<const double>(moved).subspan(shift));
        EXPECT_EQ(0, std::memcmp(&found, &reference, sizeof(double)));
    }
}

}  // namespace
}  // namespace ebru
