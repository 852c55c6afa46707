#include <gtest/gtest.h>

#include <memory>

#include "diagnostics/observed_order.hpp"
#include "solvers/spde/exponential_stepper.hpp"
#include "solvers/spde/semi_implicit_stepper.hpp"
#include "solvers/spde/spde_process.hpp"
#include "tests/support/spde_run.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Real>
std::unique_ptr<SpdeStepper<Real>> make(SpdeScheme scheme, const ImageShape& shape, const SpdeEquation& equation) {
    switch (scheme) {
        case SpdeScheme::semi_implicit:
            return std::make_unique<SemiImplicitStepper<Real>>(shape, equation, 4);
        case SpdeScheme::exponential:
            return std::make_unique<ExponentialStepper<Real>>(shape, equation, 4);
        case SpdeScheme::euler_maruyama:
            break;
    }
    return std::make_unique<EulerMaruyama<Real>>(shape, equation, Taming::none, 4);
}

Values run(SpdeScheme scheme, const ImageShape& shape, const SpdeEquation& equation, const Values& u0, int steps) {
    const auto stepper = make<double>(scheme, shape, equation);
    const std::size_t images = u0.size() / shape.values();
    stepper->load(to_images<double>(shape, u0), ids_from(0, images));
    stepper->run(equal_steps(equation.horizon, steps));
    return state_of(*stepper, shape, images);
}

/// Edges between a dark and a bright half, no noise.
SpdeEquation smoothing() {
    SpdeEquation equation;
    equation.drift_intensity = constant_intensity(2.0);
    equation.drift_contrast = constant_contrast(0.1);
    return equation;
}

TEST(SemiImplicitStepper, ConvergesToTheExplicitOneAtFirstOrder) {
    const ImageShape shape{1, 20, 23};
    const SpdeEquation equation = smoothing();
    const Values u0 = random_values(shape.values(), 0.0, 1.0, 1);
    std::vector<double> dt;
    std::vector<double> difference;
    for (const int steps : {64, 128, 256, 512, 1024}) {
        dt.push_back(1.0 / steps);
        difference.push_back(rms_difference(run(SpdeScheme::semi_implicit, shape, equation, u0, steps),
                                            run(SpdeScheme::euler_maruyama, shape, equation, u0, steps)));
    }
    EXPECT_NEAR(fit_power_law(dt, difference).slope, 1.0, 0.1);
}

TEST(SemiImplicitStepper, IsStableWhereTheExplicitStepIsNot) {
    const ImageShape shape{2, 20, 23};
    SpdeEquation equation = smoothing();
    equation.drift_intensity = constant_intensity(500.0);
    const Values u = run(SpdeScheme::semi_implicit, shape, equation, random_values(shape.values(), 0.0, 1.0, 2), 4);
    // The maximum principle, but for the solver's tolerance.
    EXPECT_LE(*std::max_element(u.begin(), u.end()), 1.0 + 1e-6);
    EXPECT_GE(*std::min_element(u.begin(), u.end()), -1e-6);
}

/// alpha_1 constant and dt so small that all schemes walk nearly the same path: they take the same noise.
TEST(SemiImplicitStepper, TakesTheNoiseOfTheExplicitOne) {
    const ImageShape shape{1, 9, 14};
    for (const double ell : {0.0, 1.5}) {
        for (const ContrastKind kind : {ContrastKind::infinite, ContrastKind::constant}) {
            SpdeEquation equation = smoothing();
            equation.noise_intensity = constant_intensity(0.5);
            equation.noise_contrast = ContrastSchedule({.kind = kind, .lambda_min = 0.3}, "test");
            equation.correlation_length = ell;
            const Values u0 = random_values(3 * shape.values(), 0.0, 1.0, 3);
            const Values implicit = run(SpdeScheme::semi_implicit, shape, equation, u0, 4000);
            const Values explicit_one = run(SpdeScheme::euler_maruyama, shape, equation, u0, 4000);
            // Without common noise the states would differ by the noise itself, 0.1 or more after this smoothing; with
            // it by the steps' error, about dt 8 alpha_1 = 4e-3 of it.
            EXPECT_LT(rms_difference(implicit, explicit_one), 4e-3) << "ell " << ell;
        }
    }
}

TEST(ExponentialStepper, FollowsTheExactLawForAnyStep) {
    const ImageShape shape{1, 5, 7};
    const Grid grid = shape.grid();
    SpdeEquation equation;
    equation.horizon = 2.0;
    equation.drift_intensity = geometric_intensity(0.5, 14.0, 2.0);
    equation.noise_intensity = geometric_intensity(0.05, 0.8, 2.0);
    const Values u0 = random_values(grid.cells(), 0.0, 1.0, 5);
    Values modes0(grid.cells());
    CosineTransform<double>(grid).forward(u0.data(), modes0.data());
    std::vector<ModeMoments> exact;
    LinearTransition(LinearCoefficients::from_schedules(equation.drift_intensity, equation.noise_intensity), 0.0, 2.0)
        .moments(grid, exact);
    constexpr std::size_t samples = 20000;
    Values many;
    for (std::size_t n = 0; n < samples; ++n) {
        many.insert(many.end(), u0.begin(), u0.end());
    }
    for (const int steps : {1, 3}) {
        const Values u = run(SpdeScheme::exponential, shape, equation, many, steps);
        Values modes(grid.cells());
        Values sum(grid.cells(), 0.0);
        Values square(grid.cells(), 0.0);
        for (std::size_t n = 0; n < samples; ++n) {
            CosineTransform<double>(grid).forward(u.data() + n * grid.cells(), modes.data());
            for (std::size_t m = 0; m < modes.size(); ++m) {
                const double deviation = modes[m] - exact[m].factor * modes0[m];
                sum[m] += deviation / samples;
                square[m] += deviation * deviation / samples;
            }
        }
        for (std::size_t m = 0; m < modes.size(); ++m) {
            EXPECT_LT(std::abs(sum[m]), 4.0 * std::sqrt(exact[m].variance / samples)) << steps << ", mode " << m;
            EXPECT_LT(std::abs(square[m] / exact[m].variance - 1.0), 4.0 * std::sqrt(2.0 / samples))
                << steps << ", mode " << m;
        }
    }
}

template <class Real>
class SpdeProcessRun : public ::testing::Test {};
using Precisions = ::testing::Types<double, float>;
TYPED_TEST_SUITE(SpdeProcessRun, Precisions);

TYPED_TEST(SpdeProcessRun, LevelsAreThoseOfThePlanForEverySchemeAndBatch) {
    const ImageShape shape{2, 8, 11};
    const Values u0 = random_values(4 * shape.values(), 0.0, 1.0, 6);
    for (const SpdeScheme scheme : {SpdeScheme::euler_maruyama, SpdeScheme::semi_implicit, SpdeScheme::exponential}) {
        const SpdeEquation equation =
            paper_equation(11, scheme == SpdeScheme::exponential ? Edges::none : Edges::stand);
        const SpdePlanRequest request{.scheme = scheme, .dt = 0.01, .times = {0.0, 0.05, 0.2, 0.21}};
        const auto states = [&](std::size_t first, std::size_t count) {
            typename SpdeProcess<TypeParam>::Parts parts;
            parts.plan = plan_spde(equation, request);
            parts.levels = spde_levels(equation, request, parts.plan, shape.nx);
            parts.stepper = make<TypeParam>(scheme, shape, equation);
            SpdeProcess<TypeParam> process(std::move(parts));
            const auto begin = u0.begin() + static_cast<std::ptrdiff_t>(first * shape.values());
            process.initialize(
                to_images<TypeParam>(shape, Values(begin, begin + static_cast<std::ptrdiff_t>(count * shape.values()))),
                ids_from(static_cast<SampleId>(first), count));
            process.advance_to(1);
            process.advance_to(3);
            EXPECT_EQ(process.level(), 3);
            EXPECT_DOUBLE_EQ(process.levels()[3].time, 0.21);
            EXPECT_EQ(process.reports().size(), count);
            const ImageBatch<TypeParam> last("last", 1, 2, 8, 11);
            const int chosen = static_cast<int>(count) - 1;
            process.copy_state(std::span(&chosen, 1), last);
            return to_values(last);
        };
        EXPECT_EQ(states(0, 4), states(3, 1)) << static_cast<int>(scheme);
        EXPECT_NE(states(0, 3), states(3, 1));
    }
}

}  // namespace
}  // namespace ebru
