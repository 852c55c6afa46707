#include "field/normal_row.hpp"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "field/team_work.hpp"

namespace ebru {
namespace {

template <class Real>
class NormalRowTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(NormalRowTest, Precisions);

NormalStream stream_of(std::int64_t sample, int channel = 0, std::int64_t step = 0) {
    return normal_stream(11, RandomPurpose::spde_noise, sample, channel, step);
}

/// Rows 0..rows-1 of one stream, one after the other.
template <class Real>
std::vector<Real> rows_of(const NormalStream& stream, int rows, int nx) {
    std::vector<Real> values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(nx));
    for (int y = 0; y < rows; ++y) {
        normal_row(stream, y, nx, values.data() + static_cast<std::ptrdiff_t>(y) * nx);
    }
    return values;
}

TEST(NormalRow, WordsAreThoseOfPhilox4x32) {
    for (std::uint32_t n = 0; n < 100; ++n) {
        const NormalStream stream{{0xa4093822U + n, 0x299f31d0U * n}, {0x13198a2eU * n, ~n}};
        const NormalWords found = normal_words(stream, 77U * n, 0xffffffffU - n);
        const r123::Philox4x32::ctr_type expected = r123::Philox4x32{}(
            {{0xffffffffU - n, 77U * n, stream.counter[0], stream.counter[1]}}, {{stream.key[0], stream.key[1]}});
        for (std::size_t w = 0; w < 4; ++w) {
            EXPECT_EQ(found.word[w], expected.v[w]);
        }
    }
}

TYPED_TEST(NormalRowTest, EveryCellIsTheNormalOfItsCallWhateverTheLengthOfTheRow) {
    constexpr int per_call = 16 / sizeof(TypeParam);
    for (const int nx : {1, 2, 3, 4, 5, 7, 28, 33, 64, 127, 130, 256, 257, 512, 700}) {
        std::vector<TypeParam> row(static_cast<std::size_t>(nx) + 8, TypeParam(99));
        normal_row(stream_of(5), 3, nx, row.data());
        for (int x = 0; x < nx; ++x) {
            // One call alone: no vector has neighbours to mix up.
            std::vector<TypeParam> alone(static_cast<std::size_t>(nx));
            const int first = x / 256 * 256;
            const int calls = (std::min(256, nx - first) + per_call - 1) / per_call;
            NormalCalls<TypeParam, NormalStore<TypeParam>>{
                stream_of(5), 3, {first, std::min(first + 256, nx)}, {alone.data()}}((x - first) % calls);
            EXPECT_EQ(row[static_cast<std::size_t>(x)], alone[static_cast<std::size_t>(x)]) << nx << " " << x;
        }
        EXPECT_TRUE(std::all_of(row.begin() + nx, row.end(), [](TypeParam v) { return v == TypeParam(99); })) << nx;
    }
}

/// No two cells share a word: calls of different groups, rows and streams are different ones.
TYPED_TEST(NormalRowTest, WideRowsRepeatNothing) {
    std::vector<TypeParam> values = rows_of<TypeParam>(stream_of(6), 2, 3000);
    std::sort(values.begin(), values.end());
    // Two normals round to one float of spacing 2^-24 |x| with probability 2^-24 times the integral of |x| p(x)^2,
    // which is 1/(2 pi): 0.17 of 6000^2 / 2 pairs; more than 4 with probability 1e-6. Repeated calls would give
    // thousands.
    const auto equal = std::count_if(values.begin() + 1, values.end(), [&, last = values.front()](TypeParam v) mutable {
        return std::exchange(last, v) == v;
    });
    EXPECT_LT(equal, sizeof(TypeParam) == 4 ? 5 : 1);
}

TYPED_TEST(NormalRowTest, KernelsDrawTheSameBitsAsTheHost) {
    constexpr int ny = 9;
    constexpr int nx = 301;
    const Kokkos::View<TypeParam**, Kokkos::LayoutRight> drawn("normals", ny, nx);
    const NormalStream stream = stream_of(2);
    Kokkos::parallel_for(
        "normals of a test", make_teams(ny), KOKKOS_LAMBDA(const TeamMember& team) {
            normal_row(team, stream, team.league_rank(), nx, &drawn(team.league_rank(), 0));
        });
    Kokkos::fence();
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), drawn);
    const std::vector<TypeParam> expected = rows_of<TypeParam>(stream, ny, nx);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), host.data()));
}

/// Parts that begin and end anywhere in a call's four or two normals, narrower and wider than a row's calls.
TYPED_TEST(NormalRowTest, PartsOfARowAreThoseOfTheWholeRow) {
    for (const int nx : {1, 2, 5, 7, 16, 33, 64, 131, 530}) {
        const std::vector<TypeParam> whole = rows_of<TypeParam>(stream_of(4), 1, nx);
        const int step = nx < 200 ? 1 : 7;
        for (int begin = 0; begin < nx; begin += step) {
            for (int end = begin + 1; end <= nx; end += step) {
                const Kokkos::View<TypeParam*> drawn("normals", static_cast<std::size_t>(end - begin + 2));
                const NormalStream stream = stream_of(4);
                Kokkos::parallel_for(
                    "normals of a part", make_teams(1), KOKKOS_LAMBDA(const TeamMember& team) {
                        normal_row(team, stream, 0, nx, {begin, end}, &drawn(1));
                    });
                const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), drawn);
                ASSERT_TRUE(std::equal(whole.begin() + begin, whole.begin() + end, host.data() + 1))
                    << nx << " cells, part " << begin << " to " << end;
                ASSERT_EQ(host(0), TypeParam(0));
                ASSERT_EQ(host(host.size() - 1), TypeParam(0));
            }
        }
    }
}

/// m!! of an odd m.
double double_factorial(int m) {
    double product = 1.0;
    for (int factor = 3; factor <= m; factor += 2) {
        product *= factor;
    }
    return product;
}

TYPED_TEST(NormalRowTest, MomentsUpToTheSixthAreTheNormalOnes) {
    constexpr int rows = 4000;
    constexpr int nx = 250;
    const std::vector<TypeParam> values = rows_of<TypeParam>(stream_of(1), rows, nx);
    const auto n = static_cast<double>(values.size());
    for (int k = 1; k <= 6; ++k) {
        double sum = 0.0;
        for (const TypeParam value : values) {
            sum += std::pow(static_cast<double>(value), k);
        }
        // E x^k = (k-1)!! for even k; Var x^k = (2k-1)!! - (E x^k)^2.
        const double mean = k % 2 == 0 ? double_factorial(k - 1) : 0.0;
        const double deviation = std::sqrt((double_factorial(2 * k - 1) - mean * mean) / n);
        EXPECT_NEAR(sum / n, mean, 4.0 * deviation) << "moment " << k;
    }
}

TYPED_TEST(NormalRowTest, KolmogorovAndSmirnovFindNoDifferenceFromTheNormalLaw) {
    std::vector<TypeParam> values = rows_of<TypeParam>(stream_of(7), 1000, 300);
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    double largest = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double law = 0.5 * std::erfc(-static_cast<double>(values[i]) / std::numbers::sqrt2);
        largest = std::max({largest, law - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - law});
    }
    // P(sqrt(n) D > 1.95) = 0.001, and > 0.33 with probability 0.9998: too good would be wrong too.
    EXPECT_LT(std::sqrt(n) * largest, 1.95);
    EXPECT_GT(std::sqrt(n) * largest, 0.33);
}

TYPED_TEST(NormalRowTest, TailsHoldWhatTheLawGivesThem) {
    const std::vector<TypeParam> values = rows_of<TypeParam>(stream_of(8), 10000, 200);
    for (const double bound : {2.0, 3.0, 4.0}) {
        const double expected = std::erfc(bound / std::numbers::sqrt2) * static_cast<double>(values.size());
        const auto found = std::count_if(values.begin(), values.end(),
                                         [bound](TypeParam value) { return std::abs(value) > TypeParam(bound); });
        EXPECT_NEAR(static_cast<double>(found), expected, 4.0 * std::sqrt(expected)) << bound;
    }
}

/// Correlation of two sequences of standard normals, in its standard errors.
template <class Real>
double correlation(const std::vector<Real>& a, const std::vector<Real>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    return std::abs(sum) / std::sqrt(static_cast<double>(a.size()));
}

/// (x^2 - 1)/sqrt(2), of variance 1.
template <class Real>
std::vector<Real> centred_squares(std::vector<Real> values) {
    for (Real& value : values) {
        value = (value * value - Real(1)) * Real(std::numbers::sqrt2 / 2);
    }
    return values;
}

TYPED_TEST(NormalRowTest, SamplesChannelsStepsRowsAndCellsAreUncorrelated) {
    constexpr int rows = 2000;
    constexpr int nx = 64;
    const auto base = rows_of<TypeParam>(stream_of(1), rows, nx);
    EXPECT_LT(correlation(base, rows_of<TypeParam>(stream_of(2), rows, nx)), 4.0) << "samples";
    EXPECT_LT(correlation(base, rows_of<TypeParam>(stream_of(1, 1), rows, nx)), 4.0) << "channels";
    EXPECT_LT(correlation(base, rows_of<TypeParam>(stream_of(1, 0, 1), rows, nx)), 4.0) << "steps";
    EXPECT_LT(correlation(base, rows_of<TypeParam>(normal_stream(12, RandomPurpose::spde_noise, 1, 0, 0), rows, nx)),
              4.0)
        << "seeds";
    // Rotations of the whole sequence: neighbours, the other normals of the same call, the next rows.
    for (const int shift : {1, 2, nx / 4, nx / 2, 3 * nx / 4, nx, 5 * nx}) {
        auto rotated = base;
        std::rotate(rotated.begin(), rotated.begin() + shift, rotated.end());
        EXPECT_LT(correlation(base, rotated), 4.0) << "shift " << shift;
        // Dependence that leaves no correlation shows in the squares.
        EXPECT_LT(correlation(centred_squares(base), centred_squares(rotated)), 4.0) << "squares, shift " << shift;
    }
}

}  // namespace
}  // namespace ebru
