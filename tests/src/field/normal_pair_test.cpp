#include "field/normal_pair.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

namespace ebru {
namespace {

template <class Real>
class NormalPairTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(NormalPairTest, Precisions);

constexpr int draws = 20000;

/// |found - expected| in units of the last place of `expected`.
template <class Real>
double places(Real found, long double expected) {
    const Real rounded = std::abs(static_cast<Real>(expected));
    const Real place = std::nextafter(rounded, std::numeric_limits<Real>::infinity()) - rounded;
    return static_cast<double>(std::abs(static_cast<long double>(found) - expected) / place);
}

// Each function ends in a sum whose larger term carries half a unit of rounding, rounds that sum by another half and
// has at most half a unit from the smaller term: the cosine next to pi/4 comes close to this.
constexpr double most_places = 1.5;

TYPED_TEST(NormalPairTest, LogarithmIsRightToTheLastPlace) {
    for (int n = 0; n < draws; ++n) {
        // From 1e-9 to 1, densest next to 1, where cancellation would show; then the powers of two.
        const auto u = static_cast<TypeParam>(1.0 - std::pow(10.0, -9.0 * n / draws) * (1.0 - 1e-9));
        if (u > TypeParam(0)) {
            EXPECT_LE(places(natural_log(u), std::log(static_cast<long double>(u))), most_places) << u;
        }
        const auto small = static_cast<TypeParam>(std::ldexp(1.0 + n / (draws - 1.0), -n % 33));
        EXPECT_LE(places(natural_log(small), std::log(static_cast<long double>(small))), most_places) << small;
    }
}

TYPED_TEST(NormalPairTest, SineAndCosineAreRightToTheLastPlace) {
    for (int n = -draws; n <= draws; ++n) {
        const auto angle = static_cast<TypeParam>(0.25 * std::numbers::pi * n / draws);
        const SineCosine<TypeParam> found = sine_cosine(angle);
        EXPECT_LE(places(found.sine, std::sin(static_cast<long double>(angle))), most_places) << angle;
        EXPECT_LE(places(found.cosine, std::cos(static_cast<long double>(angle))), most_places) << angle;
    }
}

/// Words of a generator in either width.
template <class Real>
struct Words {
    using Word = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;
    static constexpr int bits = std::numeric_limits<Word>::digits;
    static constexpr int unused = sizeof(Real) == 4 ? 1 : 12;  ///< lowest bits of the radius word
    static Word word(std::uint64_t from) { return static_cast<Word>(from >> (64 - bits)); }
};

TYPED_TEST(NormalPairTest, RadiusComesFromTheFirstWordAndIsRayleighs) {
    using Of = Words<TypeParam>;
    for (std::uint64_t n = 0; n < draws; ++n) {
        const RandomWords words = random_words(3, RandomPurpose::spde_noise, {.cell = n});
        const auto radius_word = Of::word(words.word[0]);
        const NormalPair<TypeParam> pair = normal_pair(radius_word, Of::word(words.word[1]));
        const long double u =
            std::ldexp(static_cast<long double>(radius_word >> Of::unused) + 0.5L, Of::unused - Of::bits);
        const long double expected = -2.0L * std::log(u);
        const long double found =
            static_cast<long double>(pair.first) * pair.first + static_cast<long double>(pair.second) * pair.second;
        // Rounding u changes -2 ln u by eps at most; the logarithm, the root and the products round some times more.
        const long double eps = std::numeric_limits<TypeParam>::epsilon();
        EXPECT_NEAR(static_cast<double>(found), static_cast<double>(expected),
                    static_cast<double>(eps + 8.0L * eps * expected));
    }
}

TYPED_TEST(NormalPairTest, AnglesFillTheEightEighthsOfTheCircleAlike) {
    using Of = Words<TypeParam>;
    int count[8] = {};
    for (std::uint64_t n = 0; n < draws; ++n) {
        const RandomWords words = random_words(4, RandomPurpose::spde_noise, {.cell = n});
        const NormalPair<TypeParam> pair = normal_pair(Of::word(words.word[0]), Of::word(words.word[1]));
        const double turn = std::atan2(static_cast<double>(pair.second), static_cast<double>(pair.first));
        ++count[static_cast<int>(std::floor(turn / (0.25 * std::numbers::pi)) + 8) % 8];
    }
    for (const int found : count) {
        // A binomial count of standard deviation sqrt(n 7/64).
        EXPECT_NEAR(found, draws / 8.0, 4.0 * std::sqrt(draws * 7.0 / 64.0));
    }
}

TYPED_TEST(NormalPairTest, ExtremeWordsGiveFiniteNormals) {
    using Word = typename Words<TypeParam>::Word;
    constexpr Word ones = std::numeric_limits<Word>::max();
    const double longest = std::sqrt(2.0 * std::numbers::ln2 * (sizeof(TypeParam) == 4 ? 32 : 53));
    for (const Word radius_word : {Word(0), Word(1), Word(ones / 2), ones}) {
        for (const Word angle_word : {Word(0), Word(1), Word(ones / 2), ones}) {
            const NormalPair<TypeParam> pair = normal_pair(radius_word, angle_word);
            EXPECT_LE(std::hypot(pair.first, pair.second), longest * (1.0 + 1e-6));
        }
    }
}

}  // namespace
}  // namespace ebru
