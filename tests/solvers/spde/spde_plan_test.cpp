#include <gtest/gtest.h>

#include <cmath>

#include "tests/src/base/message_checks.hpp"
#include "tests/support/spde_equations.hpp"

namespace ebru {
namespace {

TEST(SpdePlan, StepsMeetTheLevelsAndCountOn) {
    const SpdeEquation equation = paper_equation(256, Edges::stand);
    const SpdePlanRequest request{.dt = 1e-3, .times = {0.0, 0.4, 1.7003, 2.0}};
    const std::vector<SpdeInterval> plan = plan_spde(equation, request);
    ASSERT_EQ(plan.size(), 3U);
    std::int64_t number = 0;
    for (std::size_t k = 0; k < plan.size(); ++k) {
        double t = request.times[k];
        for (const SpdeStep& step : plan[k]) {
            EXPECT_EQ(step.number, number++);
            EXPECT_NEAR(step.t, t, 1e-12);
            EXPECT_LE(step.dt, 1e-3 * (1.0 + 1e-9));
            t += step.dt;
        }
        EXPECT_NEAR(t, request.times[k + 1], 1e-12);
    }
    EXPECT_EQ(plan[0].size(), 400U);
}

TEST(SpdePlan, SubstepsKeepEveryStepStable) {
    const SpdeEquation equation = paper_equation(256, Edges::stand);
    const SpdeInterval steps = joined(plan_spde(equation, {.dt = 1e-3, .times = {0.0, 2.0}}));
    std::size_t most = 0;
    for (const SpdeStep& step : steps) {
        EXPECT_LE(4.0 * equation.drift_intensity.at(step.t + step.dt) * step.dt, 0.9 * (1.0 + 1e-9));
        most = std::max(most, static_cast<std::size_t>(std::lround(1e-3 / step.dt)));
    }
    EXPECT_EQ(most, 3U);  // 4 x 512 x 1e-3/0.9 = 2.3
    EXPECT_EQ(steps.front().dt, 1e-3);
}

TEST(SpdePlan, ImplicitAndExactStepsAreNotCut) {
    for (const SpdeScheme scheme : {SpdeScheme::semi_implicit, SpdeScheme::exponential}) {
        const auto plan =
            plan_spde(paper_equation(256, Edges::none), {.scheme = scheme, .dt = 0.02, .times = {0.0, 2.0}});
        EXPECT_EQ(plan[0].size(), 100U);
    }
}

TEST(SpdePlan, UnstableStepIsRefusedWithTheLargestStableOne) {
    const SpdeEquation equation = paper_equation(256, Edges::stand);
    SpdePlanRequest request{.on_unstable = UnstableStep::error, .dt = 1e-3, .times = {0.0, 2.0}};
    EXPECT_TRUE(contains(user_error_text([&] { (void)plan_spde(equation, request); }),
                         {"spde.dt = 0.001", "1/(4 alpha_1)", "substep"}));
    request.dt = 1.0 / (4.0 * 512.0);
    EXPECT_NO_THROW((void)plan_spde(equation, request));
}

TEST(SpdePlan, TimesThatDoNotIncreaseAreRefused) {
    const SpdeEquation equation = paper_equation(32, Edges::stand);
    for (const std::vector<double>& times :
         {std::vector{0.0, 1.0, 1.0}, std::vector{0.0, 1.0, 0.5}, std::vector{0.0, 2.5}}) {
        EXPECT_TRUE(contains(user_error_text([&] { (void)plan_spde(equation, {.dt = 1e-3, .times = times}); }),
                             {"spde.level_times"}));
    }
}

TEST(SpdePlan, TimesOfBlurMeetTheFourierNumbers) {
    const IntensitySchedule alpha = geometric_intensity(0.5, 64.0, 2.0);
    const LevelSchedule schedule(ScheduleKind::exponential, 12, 1e-4, 0.02);
    const std::vector<double> times = times_of_blur(alpha, schedule, 32);
    ASSERT_EQ(times.size(), 13U);
    for (int k = 1; k <= 12; ++k) {
        const double fo = alpha.integral(0.0, times[static_cast<std::size_t>(k)]) / (32.0 * 32.0);
        EXPECT_NEAR(fo / schedule.fo(k), 1.0, 1e-12);
    }
    EXPECT_THROW((void)times_of_blur(alpha, LevelSchedule(ScheduleKind::exponential, 12, 1e-4, 0.2), 32), UserError);
}

}  // namespace
}  // namespace ebru
