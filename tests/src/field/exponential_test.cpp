#include "field/exponential.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ebru {
namespace {

/// Largest distance from the library's long double, in units of the last place of the result.
template <class Real>
double worst_error(Real from, Real to, int count) {
    double worst = 0.0;
    for (int i = 0; i <= count; ++i) {
        const Real x = from + (to - from) * (static_cast<Real>(i) / static_cast<Real>(count));
        const long double exact = std::exp(static_cast<long double>(x));
        const Real rounded = static_cast<Real>(exact);
        const long double unit = std::nextafter(rounded, std::numeric_limits<Real>::infinity()) - rounded;
        worst = std::max(worst, static_cast<double>(std::abs(static_cast<long double>(exponential(x)) - exact) / unit));
    }
    return worst;
}

// Half a unit from the last sum 1 + (r + r^2 q), which the power of two does not change; just above a power of two the
// unit is half of what the sum was rounded to, so up to one. What is added to 1 is below 0.42 and known to 0.35 of its
// own units: r itself is rounded (a quarter) and so are r^2 q and the sum with r.
constexpr double allowed = 1.5;

TEST(Exponential, IsThatOfTheLibraryInDouble) {
    EXPECT_LE(worst_error(-708.0, 709.0, 1'000'003), allowed);
    EXPECT_LE(worst_error(-1.0, 1.0, 1'000'003), allowed);
    EXPECT_LE(worst_error(-1e-9, 1e-9, 1003), allowed);
}

TEST(Exponential, IsThatOfTheLibraryInFloat) {
    EXPECT_LE(worst_error(-87.0F, 88.0F, 1'000'003), allowed);
    EXPECT_LE(worst_error(-1.0F, 1.0F, 1'000'003), allowed);
}

TEST(Exponential, EndsAreExact) {
    EXPECT_EQ(exponential(0.0), 1.0);
    EXPECT_EQ(exponential(0.0F), 1.0F);
    EXPECT_EQ(exponential(-708.5), 0.0);
    EXPECT_EQ(exponential(-1e300), 0.0);
    EXPECT_EQ(exponential(-std::numeric_limits<double>::infinity()), 0.0);
    EXPECT_EQ(exponential(-88.0F), 0.0F);
    EXPECT_EQ(exponential(-std::numeric_limits<float>::infinity()), 0.0F);
    EXPECT_TRUE(std::isnan(exponential(std::nan(""))));
    EXPECT_TRUE(std::isnan(exponential(std::nanf(""))));
}

}  // namespace
}  // namespace ebru
