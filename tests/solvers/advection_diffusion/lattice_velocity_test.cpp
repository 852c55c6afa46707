#include "solvers/advection_diffusion/lattice_velocity.hpp"

#include <gtest/gtest.h>

#include "field/velocity_gradient.hpp"
#include "field/velocity_scale.hpp"
#include "tests/support/formula_velocity.hpp"

namespace ebru {
namespace {

constexpr Grid grid{12, 12};

/// Three fields, the vortex times 1, 2 and 3: fields differ, so their limits do.
FormulaVelocity::Formulae three_vortices() {
    FormulaVelocity::Formulae one = vortex_formulae(grid);
    const auto scaled = [](const FormulaVelocity::Formula& f, int power) {
        return [=](std::int64_t field, double t, double x, double y) {
            const auto [v_x, v_y] = f(field, t, x, y);
            const double factor = std::pow(static_cast<double>(field + 1), power);
            return std::pair{factor * v_x, factor * v_y};
        };
    };
    return {scaled(one.shape, 1), scaled(one.acceleration, 2), {}, 3};
}

Values field_values(const HostVelocity& view, std::size_t field) {
    const double* const first = &view(field, 0, 0, 0);
    return {first, first + 2 * grid.cells()};
}

double max_speed(const Values& v) {
    return velocity_scale(v.data(), v.data() + grid.cells(), grid.cells(), VelocityScale::maximum);
}

TEST(LatticeVelocity, FieldsAreSharedInOrderOfAppearance) {
    const auto model = std::make_shared<FormulaVelocity>(grid, three_vortices());
    LatticeVelocity velocity(model, {.grid = grid, .speed_cap = 10.0});
    velocity.set_batch(std::vector<SampleId>{5, 3, 8, 2, 0});  // fields 2, 0, 2, 2, 0
    velocity.update({.time = 0.0, .scale = 0.01});
    EXPECT_EQ(std::vector<int>(velocity.field_of().begin(), velocity.field_of().end()),
              (std::vector<int>{0, 1, 0, 0, 1}));
    ASSERT_EQ(velocity.physical().extent(0), 2U);
    EXPECT_NEAR(velocity.max_speed()[0], 3.0 * velocity.max_speed()[1], 1e-15);
    EXPECT_NEAR(max_speed(field_values(velocity.physical(), 0)), velocity.max_speed()[0], 1e-15);
}

TEST(LatticeVelocity, TheScalingLimiterKeepsDirectionsAndReportsWhatItKept) {
    const auto model = std::make_shared<FormulaVelocity>(grid, three_vortices());
    for (const double scale : {0.05, -0.05}) {
        LatticeVelocity velocity(model, {.grid = grid, .limiter = Limiter::scale, .speed_cap = 0.1});
        velocity.set_batch(std::vector<SampleId>{0, 1, 2});
        velocity.update({.scale = scale});
        for (std::size_t f = 0; f < 3; ++f) {
            const Values shape = sample_velocity(
                grid,
                [&](double x, double y) {
                    return three_vortices().shape(static_cast<std::int64_t>(f), 0.0, x, y).first;
                },
                [&](double x, double y) {
                    return three_vortices().shape(static_cast<std::int64_t>(f), 0.0, x, y).second;
                });
            const double kept = std::min(1.0, 0.1 / (0.05 * max_speed(shape)));
            EXPECT_EQ(kept < 1.0, f == 2) << "the third field alone is too fast";
            Values expected = shape;
            for (double& value : expected) {
                value *= kept * scale;
            }
            EXPECT_LT(largest_difference(field_values(velocity.physical(), f), expected), 1e-16);
            EXPECT_NEAR(velocity.kept_scale()[f], kept, 1e-15);
            EXPECT_NEAR(velocity.max_speed()[f], max_speed(expected), 1e-16);
            EXPECT_LE(velocity.max_speed()[f], 0.1 * (1.0 + 1e-15));
        }
    }
}

TEST(LatticeVelocity, TanhKeepsDirectionsBelowTheCapAndReportsTheEffectiveScale) {
    const auto model = std::make_shared<FormulaVelocity>(grid, vortex_formulae(grid));
    LatticeVelocity velocity(
        model, {.grid = grid, .limiter = Limiter::tanh, .compensation = Compensation::off, .speed_cap = 0.1});
    velocity.set_batch(std::vector<SampleId>{0});
    velocity.update({.scale = 0.25});
    const Values shape = cellular_velocity(grid, 1.0);
    const Values v = field_values(velocity.physical(), 0);
    double before = 0.0;
    double after = 0.0;
    double largest = 0.0;
    for (std::size_t i = 0; i < grid.cells(); ++i) {
        const double v_x = 0.25 * shape[i];
        const double v_y = 0.25 * shape[grid.cells() + i];
        const double w_x = v[i];
        const double w_y = v[grid.cells() + i];
        const double speed = std::hypot(v_x, v_y);
        EXPECT_NEAR(std::hypot(w_x, w_y), 0.1 * std::tanh(speed / 0.1), 1e-16);
        EXPECT_NEAR(v_x * w_y - v_y * w_x, 0.0, 1e-17) << "direction";
        EXPECT_GE(v_x * w_x + v_y * w_y, 0.0);
        before += speed * speed;
        after += w_x * w_x + w_y * w_y;
        largest = std::max(largest, std::hypot(w_x, w_y));
    }
    EXPECT_LT(largest, 0.1);
    EXPECT_NEAR(velocity.max_speed()[0], largest, 1e-16);
    EXPECT_NEAR(velocity.kept_scale()[0], std::sqrt(after / before), 1e-15);
    EXPECT_EQ(field_values(velocity.transport(), 0), v) << "without compensation the transport takes v itself";
}

TEST(LatticeVelocity, ZeroVelocityStaysZeroUnderEitherLimiter) {
    for (const Limiter limiter : {Limiter::scale, Limiter::tanh}) {
        const auto model = std::make_shared<FormulaVelocity>(grid, vortex_formulae(grid));
        LatticeVelocity velocity(model, {.grid = grid, .limiter = limiter});
        velocity.set_batch(std::vector<SampleId>{0});
        velocity.update({.scale = 0.0, .lag = 0.5});
        EXPECT_EQ(largest_size(field_values(velocity.transport(), 0)), 0.0);
        EXPECT_EQ(velocity.kept_scale()[0], 1.0);
        EXPECT_EQ(velocity.max_speed()[0], 0.0);
    }
}

TEST(LatticeVelocity, CompensationAddsTheLagTimesTheAccelerationOfTheLimitedField) {
    const auto model = std::make_shared<FormulaVelocity>(grid, three_vortices());
    LatticeVelocity velocity(model, {.grid = grid, .speed_cap = 0.1});
    velocity.set_batch(std::vector<SampleId>{0, 1, 2});
    constexpr double lag = 0.4;
    velocity.update({.scale = 0.05, .lag = lag});
    for (std::size_t f = 0; f < 3; ++f) {
        const double factor = velocity.kept_scale()[f] * 0.05;
        for (int y = 0; y < grid.ny; ++y) {
            for (int x = 0; x < grid.nx; ++x) {
                const auto field = static_cast<std::int64_t>(f);
                const auto [v_x, v_y] = three_vortices().shape(field, 0.0, x + 0.5, y + 0.5);
                const auto [a_x, a_y] = three_vortices().acceleration(field, 0.0, x + 0.5, y + 0.5);
                const auto i = static_cast<std::size_t>(y);
                const auto j = static_cast<std::size_t>(x);
                EXPECT_NEAR(velocity.transport()(f, 0, i, j), factor * v_x + lag * factor * factor * a_x, 1e-16);
                EXPECT_NEAR(velocity.transport()(f, 1, i, j), factor * v_y + lag * factor * factor * a_y, 1e-16);
            }
        }
    }
}

TEST(LatticeVelocity, CompensationOfATanhFieldBelongsToTheBentField) {
    const auto model = std::make_shared<FormulaVelocity>(grid, vortex_formulae(grid));
    LatticeVelocity velocity(model, {.grid = grid, .limiter = Limiter::tanh, .speed_cap = 0.1});
    velocity.set_batch(std::vector<SampleId>{0});
    velocity.update({.scale = 0.25, .lag = 0.3});
    const Values v = field_values(velocity.physical(), 0);
    Values expected(v.size());
    advective_acceleration(v.data(), grid, Walls::mirror, expected.data());
    for (std::size_t i = 0; i < v.size(); ++i) {
        expected[i] = v[i] + 0.3 * expected[i];
    }
    EXPECT_LT(largest_difference(field_values(velocity.transport(), 0), expected), 1e-16);
}

TEST(LatticeVelocity, ASteadyModelIsEvaluatedOnceABatchAndAnotherAtEveryUpdate) {
    const auto steady = std::make_shared<FormulaVelocity>(grid, vortex_formulae(grid));
    FormulaVelocity::Formulae moving = vortex_formulae(grid);
    moving.rate = moving.shape;
    const auto unsteady = std::make_shared<FormulaVelocity>(grid, moving);
    for (const auto& [model, expected] : {std::pair{steady, 2}, std::pair{unsteady, 6}}) {
        LatticeVelocity velocity(model, {.grid = grid});
        for (int batch = 0; batch < 2; ++batch) {
            velocity.set_batch(std::vector<SampleId>{0, 1});
            for (int level = 0; level < 3; ++level) {
                velocity.update({.time = double(level), .scale = 0.01, .lag = 0.5});
            }
        }
        EXPECT_EQ(model->evaluations(), expected);
    }
}

}  // namespace
}  // namespace ebru
