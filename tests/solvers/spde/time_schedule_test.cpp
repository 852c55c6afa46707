#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "solvers/spde/time_schedule.hpp"
#include "tests/support/spde_equations.hpp"

namespace ebru {
namespace {

/// Integral of f over [from, to] by Simpson's rule with 2000 intervals: error (to - from) h^4/180 |f''''|, below 1e-12
/// of the integral for the schedules here.
template <class Function>
double simpson(const Function& f, double from, double to) {
    constexpr int intervals = 2000;
    const double h = (to - from) / intervals;
    double sum = f(from) + f(to);
    for (int i = 1; i < intervals; ++i) {
        sum += (i % 2 == 1 ? 4.0 : 2.0) * f(from + i * h);
    }
    return sum * h / 3.0;
}

std::vector<IntensitySchedule> schedules() {
    return {constant_intensity(0.7, 2.0), geometric_intensity(0.5, 64.0, 2.0), geometric_intensity(0.3, 0.3, 2.0),
            IntensitySchedule(
                {.kind = IntensityKind::polynomial, .alpha_min = 0.1, .alpha_max = 3.0, .power = 4.0, .horizon = 2.0},
                "test")};
}

TEST(IntensitySchedule, IntegralsAreThoseOfItsValues) {
    for (const IntensitySchedule& alpha : schedules()) {
        for (const auto& [from, to] : {std::pair{0.0, 2.0}, std::pair{0.3, 1.1}, std::pair{1.9, 1.901}}) {
            const double plain = simpson([&](double t) { return alpha.at(t); }, from, to);
            const double square = simpson([&](double t) { return alpha.at(t) * alpha.at(t); }, from, to);
            EXPECT_NEAR(alpha.integral(from, to) / plain, 1.0, 1e-11);
            EXPECT_NEAR(alpha.square_integral(from, to) / square, 1.0, 1e-11);
        }
    }
}

TEST(IntensitySchedule, GeometricIsThePapersEquation15) {
    const IntensitySchedule alpha = geometric_intensity(0.5, 512.0, 2.0);
    EXPECT_DOUBLE_EQ(alpha.at(0.0), 0.5);
    EXPECT_NEAR(alpha.at(1.0), 16.0, 1e-13);
    EXPECT_NEAR(alpha.at(2.0), 512.0, 1e-12);
}

TEST(IntensitySchedule, FallingOneIsRefused) {
    EXPECT_THROW(geometric_intensity(2.0, 1.0, 1.0), UserError);
    EXPECT_THROW(geometric_intensity(0.0, 1.0, 1.0), UserError);
    EXPECT_THROW(IntensitySchedule({.kind = IntensityKind::polynomial, .alpha_min = 2.0, .alpha_max = 1.0}, "test"),
                 UserError);
}

TEST(ContrastSchedule, OpensAsThePapersEquation16AndIsInfiniteAtTheEnd) {
    const ContrastSchedule lambda = opening_contrast(0.025, 0.5, 2.0);
    // Golden values of lambda_1, generative.md 1.4, given to three or four figures.
    const std::vector<std::pair<double, double>> golden{{0.0, 0.025},  {0.5, 0.0385}, {1.0, 0.0662},
                                                        {1.5, 0.1512}, {1.9, 0.8378}, {1.999, 85.89}};
    for (const auto& [t, value] : golden) {
        EXPECT_NEAR(1.0 / lambda.inverse_at(t) / value, 1.0, 2e-3) << t;
    }
    EXPECT_EQ(lambda.inverse_at(2.0), 0.0);
    EXPECT_EQ(lambda.inverse_at(2.0 + 1e-12), 0.0);
}

TEST(ContrastSchedule, LambdaZeroIsRefused) {
    EXPECT_THROW(constant_contrast(0.0), UserError);
    EXPECT_THROW(opening_contrast(0.1, 0.0, 1.0), UserError);
}

}  // namespace
}  // namespace ebru
