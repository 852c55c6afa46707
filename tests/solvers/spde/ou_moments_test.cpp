// The exact moments of a mode (numerics.md 5.6) against closed forms, a plain quadrature and each other.

#include "solvers/spde/ou_moments.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ebru {
namespace {

constexpr double horizon = 2.0;
constexpr double eigenvalues[] = {0.0, 1e-4, 0.01, 0.3, 2.0, 7.9};

IntensitySchedule geometric(double least, double greatest) {
    return IntensitySchedule(
        {.kind = IntensityKind::geometric, .alpha_min = least, .alpha_max = greatest, .horizon = horizon}, "test");
}

/// Geometric coefficients and what numerics.md 5.6 calls c, Y and p.
struct GeometricCase {
    double a1_min, a1_max, a2_min, a2_max;

    [[nodiscard]] LinearCoefficients coefficients() const {
        return LinearCoefficients::from_schedules(geometric(a1_min, a1_max), geometric(a2_min, a2_max));
    }
    [[nodiscard]] double log_r1() const { return std::log(a1_max / a1_min); }
    [[nodiscard]] double c() const { return a1_min * horizon / log_r1(); }
    [[nodiscard]] double y(double t) const { return std::exp(log_r1() * t / horizon); }
    [[nodiscard]] double p() const { return 2.0 * std::log(a2_max / a2_min) / log_r1(); }
};

/// a2_min^2 (T/ln r1) int_1^Y y^{p-1} e^{-2 mu c (Y-y)} dy by Simpson's rule where the integrand counts. Its steps are
/// at most 0.002 decay lengths and 0.001 of y: error below 1e-12 of the integral.
double printed_variance(const GeometricCase& of, double mu, double t) {
    const double end = of.y(t);
    const double rate = 2.0 * mu * of.c();
    const double start = rate > 0.0 ? std::max(1.0, end - 40.0 / rate) : 1.0;
    const int panels = 2 * static_cast<int>(20000.0 + 1000.0 * (end - start));
    double sum = 0.0;
    for (int i = 0; i <= panels; ++i) {
        const double y = start + (end - start) * i / panels;
        const double value = std::pow(y, of.p() - 1.0) * std::exp(-rate * (end - y));
        sum += (i == 0 || i == panels ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0)) * value;
    }
    return of.a2_min * of.a2_min * (horizon / of.log_r1()) * sum * (end - start) / panels / 3.0;
}

const GeometricCase paper_32{0.5, 64.0, 0.01, 2.0};  // the papers' values for 32 pixels, 512 = 2 N for 256
const GeometricCase paper_256{0.5, 512.0, 0.01, 0.5};

TEST(LinearTransition, VarianceIsThePrintedIntegralOfGeometricSchedules) {
    for (const GeometricCase& of : {paper_32, paper_256}) {
        for (const double t : {1e-3, 0.7, 2.0}) {
            const LinearTransition transition(of.coefficients(), 0.0, t);
            EXPECT_NEAR(transition.drift_integral() / (of.c() * (of.y(t) - 1.0)), 1.0, 1e-13);
            for (const double mu : eigenvalues) {
                const ModeMoments found = transition.moments(mu);
                EXPECT_NEAR(found.variance / printed_variance(of, mu, t), 1.0, 2e-12) << mu << " at " << t;
                EXPECT_NEAR(found.factor, std::exp(-mu * of.c() * (of.y(t) - 1.0)), 1e-13);
            }
        }
    }
}

TEST(LinearTransition, VarianceIsTheClosedFormWhereThereIsOne) {
    // p = 2 (alpha_2 grows like alpha_1): int_1^Y y e^{-k(Y-y)} dy = (Y - e^{-k(Y-1)})/k - (1 - e^{-k(Y-1)})/k^2.
    const GeometricCase of{0.5, 200.0, 0.01, 4.0};
    ASSERT_NEAR(of.p(), 2.0, 1e-14);
    for (const double t : {0.5, 2.0}) {
        const LinearTransition transition(of.coefficients(), 0.0, t);
        for (const double mu : {0.3, 2.0, 7.9}) {
            const double k = 2.0 * mu * of.c();
            const double lost = std::exp(-k * (of.y(t) - 1.0));
            const double integral = (of.y(t) - lost) / k - (1.0 - lost) / (k * k);
            const double expected = 1e-4 * horizon / of.log_r1() * integral;
            EXPECT_NEAR(transition.moments(mu).variance / expected, 1.0, 1e-12) << mu << " at " << t;
        }
    }
    // Constants: V = alpha_2^2 (1 - e^{-2 mu alpha_1 t})/(2 mu alpha_1); without drift alpha_2^2 t.
    for (const double alpha_1 : {0.0, 0.01, 3.0, 1000.0}) {
        const LinearTransition transition(
            LinearCoefficients::from_functions([=](double) { return alpha_1; }, [](double) { return 0.7; }), 0.25, 1.0);
        for (const double mu : eigenvalues) {
            const double rate = 2.0 * mu * alpha_1;
            const double expected = 0.49 * (rate > 0.0 ? -std::expm1(-0.75 * rate) / rate : 0.75);
            EXPECT_NEAR(transition.moments(mu).variance / expected, 1.0, 1e-12) << alpha_1 << " " << mu;
        }
    }
}

TEST(LinearTransition, ModeWithoutDecayTakesUpTheWholeNoise) {
    for (const auto& [kind, power] :
         {std::pair{IntensityKind::geometric, 1.0}, std::pair{IntensityKind::polynomial, 3.0}}) {
        const IntensitySchedule noise(
            {.kind = kind, .alpha_min = 0.01, .alpha_max = 2.0, .power = power, .horizon = horizon}, "test");
        const LinearTransition transition(LinearCoefficients::from_schedules(geometric(0.5, 512.0), noise), 0.1, 1.9);
        EXPECT_NEAR(transition.moments(0.0).variance / noise.square_integral(0.1, 1.9), 1.0, 1e-13);
        EXPECT_EQ(transition.moments(0.0).factor, 1.0);
    }
}

TEST(LinearTransition, FunctionsGiveWhatSchedulesWithClosedIntegralsGive) {
    const IntensitySchedule drift(
        {.kind = IntensityKind::polynomial, .alpha_min = 0.2, .alpha_max = 30.0, .power = 2.0, .horizon = horizon},
        "test");
    const IntensitySchedule noise = geometric(0.01, 2.0);
    const LinearTransition closed(LinearCoefficients::from_schedules(drift, noise), 0.0, horizon);
    const LinearTransition found(LinearCoefficients::from_functions([=](double t) { return drift.at(t); },
                                                                    [=](double t) { return noise.at(t); }),
                                 0.0, horizon);
    for (const double mu : eigenvalues) {
        EXPECT_NEAR(found.moments(mu).variance / closed.moments(mu).variance, 1.0, 1e-12);
        EXPECT_NEAR(found.moments(mu).factor, closed.moments(mu).factor, 1e-12);
    }
}

TEST(LinearTransition, TwoIntervalsMakeOne) {
    const LinearCoefficients coefficients = paper_32.coefficients();
    const LinearTransition whole(coefficients, 0.0, horizon);
    const LinearTransition first(coefficients, 0.0, 1.3);
    const LinearTransition second(coefficients, 1.3, horizon);
    for (const double mu : eigenvalues) {
        const ModeMoments both = after_transition(first.moments(mu), second.moments(mu));
        EXPECT_NEAR(both.variance / whole.moments(mu).variance, 1.0, 1e-12);
        EXPECT_NEAR(both.factor, whole.moments(mu).factor, 1e-13);
    }
}

TEST(LinearTransition, AllModesOfAGridAreTheModesOneByOne) {
    const LinearTransition transition(paper_32.coefficients(), 0.4, 1.1);
    std::vector<ModeMoments> all;
    for (const Grid grid : {Grid{5, 8}, Grid{1, 3}, Grid{1, 1}}) {
        transition.moments(grid, all);
        ASSERT_EQ(all.size(), grid.cells());
        for (int b = 0; b < grid.ny; ++b) {
            for (int a = 0; a < grid.nx; ++a) {
                const ModeMoments one = transition.moments(wall_eigenvalue(grid, b, a));
                const ModeMoments& found = all[static_cast<std::size_t>(b * grid.nx + a)];
                EXPECT_NEAR(found.variance / one.variance, 1.0, 1e-13);
                EXPECT_NEAR(found.factor, one.factor, 1e-14);
            }
        }
    }
}

TEST(WallEigenvalue, IsThatOfTheFivePointLaplacian) {
    const Grid grid{6, 9};
    for (int b = 0; b < grid.ny; ++b) {
        for (int a = 0; a < grid.nx; ++a) {
            const double expected = 4.0 - 2.0 * std::cos(M_PI * a / grid.nx) - 2.0 * std::cos(M_PI * b / grid.ny);
            EXPECT_NEAR(wall_eigenvalue(grid, b, a), expected, 8.0 * std::numeric_limits<double>::epsilon());
        }
    }
}

TEST(ModeChains, ComeToTheirStationaryVariances) {
    // numerics.md 5.4: alpha_2^2/(2 alpha_1 mu) divided by 1 - q/2 (Euler-Maruyama) and 1 + q/2 (semi-implicit).
    for (const double q : {0.01, 0.5, 1.5}) {
        ModeMoments euler{.variance = 3.0};
        ModeMoments implicit{.variance = 3.0};
        const double noise = 0.2 * q;  // alpha_2^2 dt with alpha_2^2/(alpha_1 mu) = 0.2
        for (int n = 0; n < 5000; ++n) {
            euler = after_euler_step(euler, q, noise);
            implicit = after_semi_implicit_step(implicit, q, noise);
        }
        EXPECT_NEAR(euler.variance, 0.1 / (1.0 - 0.5 * q), 1e-13);
        EXPECT_NEAR(implicit.variance, 0.1 / (1.0 + 0.5 * q), 1e-13);
        EXPECT_NEAR(euler.factor, 0.0, 1e-20);
        EXPECT_NEAR(implicit.factor, 0.0, 1e-20);
    }
}

TEST(ModeChains, ApproachTheExactTransitionAtOrderOne) {
    const LinearCoefficients coefficients = paper_32.coefficients();
    const double mu = 0.05;
    const ModeMoments exact = LinearTransition(coefficients, 0.0, horizon).moments(mu);
    std::vector<double> euler_errors;
    std::vector<double> implicit_errors;
    for (const int steps : {4000, 8000, 16000}) {
        const double dt = horizon / steps;
        ModeMoments euler;
        ModeMoments implicit;
        for (int n = 0; n < steps; ++n) {
            const double noise = coefficients.noise(n * dt) * coefficients.noise(n * dt) * dt;
            euler = after_euler_step(euler, dt * coefficients.drift(n * dt) * mu, noise);
            implicit = after_semi_implicit_step(implicit, dt * coefficients.drift((n + 1) * dt) * mu, noise);
        }
        euler_errors.push_back(std::abs(euler.variance - exact.variance));
        implicit_errors.push_back(std::abs(implicit.variance - exact.variance));
    }
    for (const auto& errors : {euler_errors, implicit_errors}) {
        for (std::size_t i = 1; i < errors.size(); ++i) {
            EXPECT_NEAR(std::log2(errors[i - 1] / errors[i]), 1.0, 0.1);
        }
    }
}

// numerics.md 5.6: mode (1, 0) keeps about 78 percent at N = 32 and 90 percent at N = 64 for the papers' settings.
TEST(ModeMoments, ThePapersPriorKeepsMostOfTheLowestModes) {
    for (const auto& [cells, kept] : {std::pair{32, 0.78}, std::pair{64, 0.90}}) {
        const GeometricCase of{0.5, 2.0 * cells, 0.01, 0.5};
        const LinearTransition transition(of.coefficients(), 0.0, horizon);
        const ModeMoments lowest = transition.moments(wall_eigenvalue(1, cells));
        EXPECT_NEAR(lowest.factor, kept, 0.01);
        EXPECT_DOUBLE_EQ(lowest.residual_ratio(), lowest.factor * lowest.factor / lowest.variance);
        EXPECT_LT(transition.moments(wall_eigenvalue(cells - 1, cells)).residual_ratio(), 1e-50);
    }
}

}  // namespace
}  // namespace ebru
