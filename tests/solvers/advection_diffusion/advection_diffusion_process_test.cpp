#include "solvers/advection_diffusion/advection_diffusion_process.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "solvers/advection_diffusion/transport_plan.hpp"
#include "tests/support/formula_velocity.hpp"
#include "tests/support/lbm_schemes.hpp"
#include "tests/support/stencil_run.hpp"
#include "tests/support/transport_checks.hpp"

namespace ebru {
namespace {

enum class Method { lbm, linear_lbm, stencil };

template <class Real>
std::unique_ptr<TransportCore<Real>> make_core(Method method, ImageShape shape, Walls walls) {
    switch (method) {
        case Method::lbm:
            return std::make_unique<LbmCore<Real, D2Q9, Equilibrium::quadratic>>(
                shape, LbmParameters{.relaxation = {}, .walls = walls});
        case Method::linear_lbm:
            return std::make_unique<LbmCore<Real, D2Q9, Equilibrium::linear>>(
                shape, LbmParameters{.relaxation = {}, .walls = walls});
        case Method::stencil:
            break;
    }
    return std::make_unique<StencilCore<Real>>(shape, walls);
}

template <class Real>
struct ProcessRun {
    AdvectionDiffusionProcess<Real> process;
    ImageShape shape;
    int images;

    void start(const Values& u0) {
        const ImageBatch<Real> batch("u0", static_cast<std::size_t>(images), static_cast<std::size_t>(shape.channels),
                                     static_cast<std::size_t>(shape.ny), static_cast<std::size_t>(shape.nx));
        const auto host = Kokkos::create_mirror_view(batch);
        std::copy(u0.begin(), u0.end(), host.data());
        Kokkos::deep_copy(batch, host);
        std::vector<SampleId> ids(static_cast<std::size_t>(images));
        std::iota(ids.begin(), ids.end(), 0);
        process.initialize(batch, ids);
    }
    [[nodiscard]] Values state() const {
        std::vector<int> all(static_cast<std::size_t>(images));
        std::iota(all.begin(), all.end(), 0);
        const ImageBatch<Real> batch("state", static_cast<std::size_t>(images),
                                     static_cast<std::size_t>(shape.channels), static_cast<std::size_t>(shape.ny),
                                     static_cast<std::size_t>(shape.nx));
        process.copy_state(all, batch);
        const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), batch);
        return {host.data(), host.data() + host.size()};
    }
};

template <class Real = double>
ProcessRun<Real> make_run(Method method, Grid grid, Walls walls, std::vector<IntervalPlan> plan,
                          std::shared_ptr<VelocityModel> model, VelocityUpdate update = VelocityUpdate::level,
                          double peclet = 0.0, int images = 1, double speed_cap = 0.1) {
    const ImageShape shape{1, grid.ny, grid.nx};
    return {AdvectionDiffusionProcess<Real>({.shape = shape,
                                             .core = make_core<Real>(method, shape, walls),
                                             .plan = std::move(plan),
                                             .model = std::move(model),
                                             .velocity = {.grid = grid, .walls = walls, .speed_cap = speed_cap},
                                             .update = update,
                                             .peclet = peclet}),
            shape, images};
}

Values delta(Grid grid) {
    Values u0(grid.cells(), 0.0);
    u0[cell(grid, grid.ny / 2, grid.nx / 2)] = 1.0;
    return u0;
}

TEST(AdvectionDiffusionProcess, ADeltaSpreadsByTheFourierNumberOfEveryLevel) {
    const Grid grid{96, 100};
    const LevelSchedule schedule(ScheduleKind::exponential, 12, 4e-6, 6e-4);
    for (const Method method : {Method::lbm, Method::linear_lbm, Method::stencil}) {
        auto run = make_run(method, grid, Walls::periodic, plan_transport(schedule, grid.nx, {}), nullptr);
        run.start(delta(grid));
        for (int k = 1; k <= 12; ++k) {
            run.process.advance_to(k);
            EXPECT_EQ(run.process.level(), k);
            const ImageMoments m = image_moments(grid, run.state(), grid.ny / 2, grid.nx / 2);
            for (const double variance : m.variance) {
                EXPECT_NEAR(0.5 * variance / (schedule.fo(k) * grid.nx * grid.nx), 1.0, 1e-11) << "level " << k;
            }
            EXPECT_NEAR(run.process.levels()[static_cast<std::size_t>(k)].fo, schedule.fo(k), 1e-12 * schedule.fo(k));
        }
    }
}

TEST(AdvectionDiffusionProcess, LevelsRecordWhatWasPlanned) {
    const Grid grid{20, 30};
    const LevelSchedule schedule(ScheduleKind::exponential, 5, 1e-4, 0.01);
    const auto plan = plan_transport(schedule, 30, {.peclet = 9.0});
    const auto run = make_run(Method::lbm, grid, Walls::mirror, plan, nullptr);
    const auto& levels = run.process.levels();
    ASSERT_EQ(levels.size(), 6U);
    EXPECT_EQ(levels[0].fo, 0.0);
    EXPECT_EQ(levels[0].steps, 0);
    for (std::size_t k = 1; k <= 5; ++k) {
        EXPECT_EQ(levels[k].level, static_cast<int>(k));
        EXPECT_EQ(levels[k].steps, plan[k - 1].steps);
        EXPECT_NEAR(levels[k].tau, 0.5 + 3.0 * plan[k - 1].alpha, 1e-15);
        EXPECT_EQ(levels[k].velocity_scale_lu, plan[k - 1].velocity_scale);
        EXPECT_NEAR(levels[k].sigma_px, std::sqrt(2.0 * schedule.fo(static_cast<int>(k))) * 30, 1e-12);
    }
}

/// Per-image fields, a limiter at work, several levels.
ProcessRun<double> vortices(Method method, int images) {
    const Grid grid{20, 20};
    FormulaVelocity::Formulae vortex = vortex_formulae(grid);
    const auto turned = [](const FormulaVelocity::Formula& f, bool odd) {
        return [=](std::int64_t field, double t, double x, double y) {
            const auto [v_x, v_y] = f(field, t, x, y);
            const double sign =
                odd && field == 1 ? -1.0 : 1.0;  // image 1 turns the other way round, with equal (v.grad) v
            return std::pair{sign * v_x, sign * v_y};
        };
    };
    const auto model = std::make_shared<FormulaVelocity>(
        grid, FormulaVelocity::Formulae{turned(vortex.shape, true), turned(vortex.acceleration, false), {}, 2});
    const LevelSchedule schedule(ScheduleKind::exponential, 6, 1e-4, 0.01);
    return make_run(method, grid, Walls::mirror, plan_transport(schedule, 20, {.peclet = 40.0, .peak_ratio = 0.7}),
                    model, VelocityUpdate::level, 40.0, images);
}

TEST(AdvectionDiffusionProcess, TheWayThroughTheLevelsDoesNotChangeABit) {
    for (const Method method : {Method::lbm, Method::stencil}) {
        auto stops = vortices(method, 2);
        auto direct = vortices(method, 2);
        const Values u0 = random_values(800, 0.0, 1.0, 3);
        stops.start(u0);
        direct.start(u0);
        for (int k = 1; k <= 6; ++k) {
            stops.process.advance_to(k);
            (void)stops.state();
        }
        direct.process.advance_to(6);
        EXPECT_EQ(stops.state(), direct.state());
        direct.start(u0);
        direct.process.advance_to(6);
        EXPECT_EQ(stops.state(), direct.state()) << "a second batch starts afresh";
    }
}

TEST(AdvectionDiffusionProcess, ReportsTheSpeedThatWasRunAndTheEffectivePecletNumber) {
    auto run = vortices(Method::stencil, 2);
    run.start(random_values(800, 0.0, 1.0, 3));
    run.process.advance_to(6);
    // Planned for peaks of 0.7 V, the vortex has (almost) 1: a level is limited where V max|v~| is beyond 0.1.
    const Values shape = cellular_velocity({20, 20}, 1.0);
    double peak = 0.0;
    for (std::size_t i = 0; i < 400; ++i) {
        peak = std::max(peak, std::hypot(shape[i], shape[400 + i]));
    }
    double kept = 0.0;
    double spread = 0.0;
    double fastest = 0.0;
    int limited = 0;
    for (const LevelRecord& level : run.process.levels()) {
        const double speed = level.velocity_scale_lu * peak;
        const double factor = speed > 0.1 ? 0.1 / speed : 1.0;
        limited += factor < 1.0 ? 1 : 0;
        kept += factor * level.alpha_lu * level.steps;
        spread += level.alpha_lu * level.steps;
        fastest = std::max(fastest, std::min(speed, 0.1));
    }
    ASSERT_GT(limited, 0);
    ASSERT_LT(limited, 6);
    for (const SampleReport& report : run.process.reports()) {
        EXPECT_NEAR(report.effective_peclet, 40.0 * kept / spread, 1e-12);
        EXPECT_NEAR(report.max_speed_lu, fastest, 1e-15);
        EXPECT_LT(report.divergence_ratio, 0.05);
        EXPECT_GT(report.divergence_ratio, 0.0);
    }
}

TEST(AdvectionDiffusionProcess, HandsOutThePhysicalVelocityOfTheLastInterval) {
    auto run = vortices(Method::lbm, 3);
    run.start(random_values(1200, 0.0, 1.0, 3));
    run.process.advance_to(1);
    const HostVelocity v("v", 3, 2, 20, 20);
    run.process.copy_velocity(std::vector<int>{1, 0, 2}, v);
    const double scale = run.process.levels()[1].velocity_scale_lu;
    const Values shape = cellular_velocity({20, 20}, 1.0);
    for (std::size_t i = 0; i < 800; ++i) {
        const double expected = scale * shape[i];
        EXPECT_NEAR(*(v.data() + i), -expected, 1e-16) << "image 1 turns the other way";
        EXPECT_NEAR(*(v.data() + 800 + i), expected, 1e-16);
        EXPECT_NEAR(*(v.data() + 1600 + i), expected, 1e-16);
    }
}

TEST(AdvectionDiffusionProcess, WithoutAVelocityReportsAreZero) {
    auto run = make_run(Method::stencil, {6, 6}, Walls::mirror, {{2, 0.1, 0.0}}, nullptr);
    run.start(random_values(36, 0.0, 1.0, 3));
    run.process.advance_to(1);
    EXPECT_FALSE(run.process.has_velocity());
    EXPECT_EQ(run.process.reports()[0].max_speed_lu, 0.0);
    EXPECT_EQ(run.process.reports()[0].effective_peclet, 0.0);
}

/// A uniform velocity v~(t) = (t^2, 1 - t) that is evaluated every step: the centre of a delta must follow the integral
/// of v over time to second order in the step, for every method. Sampling at the start of a step alone is first order.
TEST(AdvectionDiffusionProcess, AMovingVelocityIsFollowedToSecondOrderInTheStep) {
    const Grid grid{80, 80};
    const auto v = [](std::int64_t, double t, double, double) { return std::pair{t * t, 1.0 - t}; };
    const auto zero = [](std::int64_t, double, double, double) { return std::pair{0.0, 0.0}; };
    const auto rate = [](std::int64_t, double t, double, double) { return std::pair{2.0 * t, -1.0}; };
    for (const Method method : {Method::lbm, Method::linear_lbm, Method::stencil}) {
        for (const double alpha : {0.03, 1.0 / 6.0}) {
            std::vector<double> errors;
            for (const int steps : {4, 8, 16}) {
                // Two intervals; V n = 0.8 cells an interval, whatever n is.
                const double scale = 0.8 / steps;
                auto run = make_run(method, grid, Walls::periodic, {{steps, alpha, scale}, {steps, alpha, scale}},
                                    std::make_shared<FormulaVelocity>(grid, FormulaVelocity::Formulae{v, zero, rate}),
                                    VelocityUpdate::step, 0.0, 1, 10.0);
                run.start(delta(grid));
                run.process.advance_to(2);
                const ImageMoments m = image_moments(grid, run.state(), 40, 40);
                // integral over [0, 2]: (8/3, 0) intervals times 0.8.
                errors.push_back(std::hypot(m.centre[0] - 0.8 * 8.0 / 3.0, m.centre[1]));
            }
            for (const double order : observed_orders(errors)) {
                EXPECT_NEAR(order, 2.0, 0.1) << "method " << static_cast<int>(method) << ", alpha " << alpha
                                             << ", errors " << ::testing::PrintToString(errors);
            }
        }
    }
}

}  // namespace
}  // namespace ebru
