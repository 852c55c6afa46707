#include <gtest/gtest.h>

#include "tests/reference/plane_wave.hpp"
#include "tests/support/stencil_run.hpp"
#include "tests/support/tolerances.hpp"
#include "tests/support/transport_checks.hpp"

namespace ebru {
namespace {

using reference::Complex;
using reference::WaveInFlow;

constexpr double pi = std::numbers::pi;
constexpr Grid grid{12, 16};
constexpr ImageShape shape{1, 12, 16};

const auto make = [](ImageShape image, Walls walls) { return stencil_run<double>(image, walls); };

TEST(StencilWave, PeriodicWaveInFlowFollowsPowersOfItsFactor) {
    for (const double alpha : {0.002, 0.1, 1.0 / 6.0, 0.45}) {
        for (const WaveInFlow& wave :
             {WaveInFlow{2.0 * pi / 16, 0.0, 0.0, 0.0}, WaveInFlow{4.0 * pi / 16, 6.0 * pi / 12, 0.08, -0.05},
              WaveInFlow{-10.0 * pi / 16, 2.0 * pi / 12, -0.02, 0.1}}) {
            auto run = stencil_run<double>(shape, Walls::periodic);
            run.start(reference::wave_values(grid, wave, 1.0));
            run.set_velocity({uniform_velocity(grid, wave.v_x, wave.v_y)});
            const Complex factor = reference::stencil_factor(alpha, wave);
            Complex amplitude = 1.0;
            for (int n = 1; n <= 50; ++n) {
                const Complex before = reference::wave_amplitude(grid, wave, run.state());
                run.run(1, alpha);
                amplitude *= factor;
                ASSERT_LT(largest_difference(run.state(), reference::wave_values(grid, wave, amplitude)),
                          step_round_off<double>(n, 1.0))
                    << "alpha " << alpha << ", step " << n;
                // The measured decay, while the wave is well above round-off: eps/1e-4 = 2e-12.
                if (std::abs(before) > 1e-4) {
                    const Complex after = reference::wave_amplitude(grid, wave, run.state());
                    ASSERT_LT(std::abs(std::log(after / before / factor)), 1e-11)
                        << "alpha " << alpha << ", step " << n;
                }
            }
        }
    }
}

TEST(StencilWave, CosineModeBetweenMirrorWallsDecaysByTheProductOfItsAxes) {
    for (const double alpha : {0.002, 0.1, 1.0 / 6.0, 0.5}) {
        for (const auto& [a, b] : {std::pair{1, 0}, std::pair{2, 1}, std::pair{5, 11}, std::pair{15, 3}}) {
            const double k_x = pi * a / grid.nx;
            const double k_y = pi * b / grid.ny;
            const double factor =
                (1.0 - 2.0 * alpha * (1.0 - std::cos(k_x))) * (1.0 - 2.0 * alpha * (1.0 - std::cos(k_y)));
            const Values mode = sample(grid, [&](double x, double y) { return std::cos(k_x * x) * std::cos(k_y * y); });
            auto run = stencil_run<double>(shape, Walls::mirror);
            run.start(mode);
            run.set_velocity({uniform_velocity(grid, 0.0, 0.0)});
            for (int n = 1; n <= 50; ++n) {
                run.run(1, alpha);
                Values decayed = mode;
                for (double& value : decayed) {
                    value *= std::pow(factor, n);
                }
                ASSERT_LT(largest_difference(run.state(), decayed), step_round_off<double>(n, 1.0))
                    << "alpha " << alpha << ", mode " << a << ", " << b << ", step " << n;
            }
        }
    }
}

TEST(StencilWave, ModeOnAConstantDecaysAloneInEveryCell) {
    // The constant's own change is zero at rest: what rounding makes of it must not gather in single cells.
    const Grid large{128, 128};
    const double alpha = 1.0 / 6.0;
    const int steps = 2000;
    const double k = pi * 3 / large.nx;
    const double factor = std::pow(1.0 - 2.0 * alpha * (1.0 - std::cos(k)), steps);
    auto run = stencil_run<double>({1, large.ny, large.nx}, Walls::mirror);
    run.start(sample(large, [&](double x, double) { return 0.5 + 0.25 * std::cos(k * x); }));
    run.set_velocity({uniform_velocity(large, 0.0, 0.0)});
    run.run(steps, alpha);
    const Values expected = sample(large, [&](double x, double) { return 0.5 + 0.25 * factor * std::cos(k * x); });
    // Roundings of independent sign in every cell: four a step, added as random numbers.
    EXPECT_LT(largest_difference(run.state(), expected), (32.0 + 4.0 * std::sqrt(steps)) * epsilon<double>);
}

TEST(StencilWalls, MirrorEqualsAPeriodicRunOnTheDoubledDomain) {
    for (const Grid size : {Grid{1, 6}, Grid{6, 1}, Grid{2, 2}, Grid{5, 7}, Grid{28, 28}}) {
        EXPECT_LT(mirror_against_doubled(make, size), 1e-13) << name_of(size);
    }
}

TEST(StencilSchedule, FourierNumberAndShiftAreMetAtEveryLevel) {
    for (const double cell_peclet : {0.0, 0.5}) {
        const ScheduleMisses m = delta_through_schedule(make({1, schedule_grid.ny, schedule_grid.nx}, Walls::periodic),
                                                        schedule_grid, cell_peclet);
        EXPECT_LT(m.mass, 1e-13);
        EXPECT_LT(m.spread, 1e-11);
        EXPECT_LT(m.shift, 1e-11);
    }
}

void expect_order(const std::vector<double>& errors, double order, double tolerance) {
    for (const double observed : observed_orders(errors)) {
        EXPECT_NEAR(observed, order, tolerance) << "errors " << ::testing::PrintToString(errors);
    }
}

TEST(StencilOrder, DiffusionIsOfSecondOrderAndOfFourthAtASixth) {
    expect_order(heat_errors(make, 1.0 / 12.0), 2.0, 0.1);
    expect_order(heat_errors(make, 1.0 / 3.0), 2.0, 0.1);
    expect_order(heat_errors(make, 1.0 / 6.0), 4.0, 0.2);
}

TEST(StencilOrder, HillInAUniformFlow) {
    expect_order(hill_errors(make, 1.0 / 12.0), 2.0, 0.1);
    expect_order(hill_errors(make, 1.0 / 3.0), 2.0, 0.1);
    expect_order(hill_errors(make, 1.0 / 6.0), 4.0, 0.2);
}

}  // namespace
}  // namespace ebru
