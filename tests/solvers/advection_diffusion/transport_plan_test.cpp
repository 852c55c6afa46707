#include "solvers/advection_diffusion/transport_plan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <string>

#include "base/error.hpp"

namespace ebru {
namespace {

/// sigma 0.5 to 20 pixels at 128 cells, 200 levels: the papers' schedule.
LevelSchedule paper_schedule() {
    return {ScheduleKind::exponential, 200, 0.25 / (2.0 * 128 * 128), 400.0 / (2.0 * 128 * 128)};
}

/// The number after `words` in an advice, as a user would read it.
double advised(const std::string& advice, const std::string& words) {
    std::smatch match;
    if (!std::regex_search(advice, match, std::regex(words + "([-+.0-9e]+)"))) {
        ADD_FAILURE() << "no number after \"" << words << "\" in \"" << advice << '"';
        return 0.0;
    }
    return std::stod(match[1]);
}

TEST(TransportPlan, MeetsTheFourierNumberAndThePecletNumberOfEveryInterval) {
    for (const ScheduleKind kind : {ScheduleKind::exponential, ScheduleKind::linear, ScheduleKind::cosine}) {
        for (const int width : {28, 128, 250}) {
            for (const double peclet : {0.0, 3.0, 50.0}) {
                const LevelSchedule schedule(kind, 60, 1e-5, 0.02);
                const TransportRequest request{.peclet = peclet};
                const auto plan = plan_transport(schedule, width, request);
                ASSERT_EQ(plan.size(), 60U);
                double spread = 0.0;
                for (int k = 1; k <= 60; ++k) {
                    const IntervalPlan& interval = plan[static_cast<std::size_t>(k - 1)];
                    const double required = schedule.fo_increment(k) * width * width;
                    EXPECT_GE(interval.steps, 1);
                    EXPECT_NEAR(interval.alpha * interval.steps, required, 1e-15 * required);
                    EXPECT_NEAR(interval.velocity_scale * interval.steps, peclet / width * required,
                                1e-14 * (peclet + 1.0));
                    EXPECT_LE(interval.alpha, request.alpha_max * (1.0 + 1e-11));
                    EXPECT_LE(request.peak_ratio * interval.velocity_scale, request.speed_cap * (1.0 + 1e-11));
                    spread += interval.alpha * interval.steps;
                }
                EXPECT_NEAR(spread / (width * width), 0.02, 0.02 * 1e-12);
            }
        }
    }
}

TEST(TransportPlan, TakesNoMoreStepsThanItsLimitsAskFor) {
    const LevelSchedule schedule = paper_schedule();
    for (const double peclet : {0.0, 2000.0}) {
        const TransportRequest request{.peclet = peclet};
        const auto plan = plan_transport(schedule, 128, request);
        for (std::size_t k = 0; k < plan.size(); ++k) {
            const IntervalPlan& interval = plan[k];
            // An exponential schedule grows from its second interval on; the first leads from the image to Fo_min.
            EXPECT_GE(interval.steps, plan[k < 2 ? k : k - 1].steps);
            if (interval.steps > 1) {
                const double longer = static_cast<double>(interval.steps) / (interval.steps - 1);
                EXPECT_TRUE(interval.alpha * longer > request.alpha_max * (1.0 - 1e-11) ||
                            request.peak_ratio * interval.velocity_scale * longer > request.speed_cap * (1.0 - 1e-11));
            }
        }
    }
}

TEST(TransportPlan, ARoundOffAboveAnIntegerIsNotOneStepMore) {
    // Spreads of m/6 cells^2 take m steps of 1/6, however m/6/width^2 * width^2 / (1/6) rounds.
    for (int width = 2; width < 300; ++width) {
        for (int m = 1; m <= 20; ++m) {
            const LevelSchedule schedule(ScheduleKind::linear, 1, 0.0, m / 6.0 / (width * width));
            EXPECT_EQ(plan_transport(schedule, width, {})[0].steps, m) << width;
        }
    }
}

TEST(TransportPlan, BothLengthsOfThePecletNumberAgreeWhenConverted) {
    const LevelSchedule schedule = paper_schedule();
    EXPECT_DOUBLE_EQ(cell_peclet({.peclet = 64.0, .peclet_length = PecletLength::width}, 128), 0.5);
    EXPECT_DOUBLE_EQ(cell_peclet({.peclet = 0.5, .peclet_length = PecletLength::cell}, 128), 0.5);
    const auto by_width = plan_transport(schedule, 128, {.peclet = 64.0, .peclet_length = PecletLength::width});
    const auto by_cell = plan_transport(schedule, 128, {.peclet = 0.5, .peclet_length = PecletLength::cell});
    for (std::size_t k = 0; k < by_width.size(); ++k) {
        EXPECT_EQ(by_width[k].steps, by_cell[k].steps);
        EXPECT_DOUBLE_EQ(by_width[k].velocity_scale, by_cell[k].velocity_scale);
    }
}

TEST(TransportPlan, TooHighAPecletNumberIsRefusedAndTheAdvisedOnesAreAccepted) {
    const LevelSchedule schedule = paper_schedule();
    for (const double peclet : {2.0e4, 123456.0, 7.7e7}) {
        TransportRequest request{.peclet = peclet, .max_steps = 100};
        std::string advice;
        try {
            plan_transport(schedule, 128, request);
            FAIL() << "accepted Pe = " << peclet;
        } catch (const UserError& error) {
            EXPECT_NE(error.problem().find("transport.Pe"), std::string::npos) << error.what();
            EXPECT_NE(error.why().find("transport.speed_cap"), std::string::npos) << error.what();
            advice = error.advice();
        }
        TransportRequest lower = request;
        lower.peclet = advised(advice, "lower transport.Pe to at most ");
        EXPECT_NO_THROW(plan_transport(schedule, 128, lower)) << advice;
        lower.peclet *= 1.002;  // four digits are given
        EXPECT_THROW(plan_transport(schedule, 128, lower), UserError)
            << "the advice gives away more than it must: " << advice;
        TransportRequest longer = request;
        const double steps = advised(advice, "raise transport.max_steps to ");
        longer.max_steps = static_cast<int>(steps);
        EXPECT_NO_THROW(plan_transport(schedule, 128, longer)) << advice;
        longer.max_steps -= 1;
        EXPECT_THROW(plan_transport(schedule, 128, longer), UserError) << advice;
    }
}

TEST(TransportPlan, TooManyDiffusionStepsAreRefusedWithoutBlamingThePecletNumber) {
    const LevelSchedule schedule(ScheduleKind::exponential, 10, 1e-4, 0.1);
    TransportRequest request{.max_steps = 50};
    try {
        plan_transport(schedule, 128, request);
        FAIL() << "accepted";
    } catch (const UserError& error) {
        EXPECT_EQ(error.problem().find("transport.Pe"), std::string::npos) << error.what();
        EXPECT_EQ(error.why().find("|v|"), std::string::npos) << error.what();
        request.max_steps = static_cast<int>(advised(error.advice(), "raise transport.max_steps to "));
        EXPECT_NO_THROW(plan_transport(schedule, 128, request)) << error.advice();
    }
}

TEST(LatticePlan, IsTheSameInEveryIntervalAndKnowsItsFourierNumbers) {
    const auto plan = plan_lattice({.levels = 4, .steps = 7, .alpha = 0.1, .velocity_scale = -0.05});
    ASSERT_EQ(plan.size(), 4U);
    for (const IntervalPlan& interval : plan) {
        EXPECT_EQ(interval.steps, 7);
        EXPECT_EQ(interval.alpha, 0.1);
        EXPECT_EQ(interval.velocity_scale, -0.05);
    }
    const LevelSchedule schedule = schedule_of(plan, 20);
    ASSERT_EQ(schedule.levels(), 4);
    for (int k = 0; k <= 4; ++k) {
        EXPECT_NEAR(schedule.fo(k), k * 0.7 / 400.0, 1e-17);
    }
}

TEST(LatticePlan, TooFastAVelocityIsRefusedAndTheAdvisedOneIsAccepted) {
    for (const double peak : {1.0, 2.3456789, 3.3}) {
        LatticeRequest request{.velocity_scale = 0.2, .peak_ratio = peak};
        try {
            plan_lattice(request);
            FAIL() << "accepted";
        } catch (const UserError& error) {
            EXPECT_NE(error.problem().find("lattice.velocity = 0.2"), std::string::npos) << error.what();
            request.velocity_scale = advised(error.advice(), "lattice.velocity <= ");
            EXPECT_NO_THROW(plan_lattice(request)) << error.advice();
            request.velocity_scale *= 1.002;
            EXPECT_THROW(plan_lattice(request), UserError) << error.advice();
        }
    }
}

}  // namespace
}  // namespace ebru
