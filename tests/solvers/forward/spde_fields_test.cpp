#include "solvers/forward/spde_fields.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "solvers/spde/euler_maruyama.hpp"
#include "solvers/spde/flux_drift.hpp"
#include "tests/support/image_values.hpp"

namespace ebru {
namespace {

constexpr ImageShape shape{2, 7, 9};
constexpr SampleId id = 41;
constexpr std::uint64_t seed = 5;

/// Multiplicative noise, one step a level.
SpdeSettings settings_of(double ell) {
    SpdeSettings settings;
    settings.equation.horizon = 1.0;
    settings.equation.drift_intensity = IntensitySchedule({.alpha_max = 2.0}, "drift");
    settings.equation.drift_contrast = ContrastSchedule({.kind = ContrastKind::constant, .lambda_min = 0.2}, "drift");
    settings.equation.noise_intensity = IntensitySchedule({.alpha_max = 0.3}, "noise");
    settings.equation.noise_contrast = ContrastSchedule({.kind = ContrastKind::constant, .lambda_min = 0.5}, "noise");
    settings.equation.correlation_length = ell;
    settings.request.dt = 0.05;
    settings.request.times = equal_times(1.0, 20);
    return settings;
}

ImageBatch<double> start() {
    const ImageBatch<double> u("u", 1, shape.channels, shape.ny, shape.nx);
    const auto host = Kokkos::create_mirror_view(u);
    for (std::size_t i = 0; i < host.size(); ++i) {
        host.data()[i] = 0.5 + 0.4 * std::sin(1.7 * static_cast<double>(i));
    }
    Kokkos::deep_copy(u, host);
    return u;
}

class SpdeFieldsOf : public testing::TestWithParam<double> {};

TEST_P(SpdeFieldsOf, NoiseIsWhatTheNextStepAddsToTheDrift) {
    const SpdeSettings settings = settings_of(GetParam());
    const std::vector<SpdeInterval> plan = plan_spde(settings.equation, settings.request);
    const LevelFields fields = spde_fields<double>(settings, shape, seed);
    EulerMaruyama<double> walk(shape, settings.equation, Taming::none, seed);
    walk.load(start(), std::span(&id, 1));
    const int first = 0;
    const ImageBatch<double> u = start();
    const ImageBatch<double> b = start();
    for (int level = 0; level < 3; ++level) {
        const Values before = to_values(u);
        const std::vector<VtkField> shown = fields(id, level, before);
        ASSERT_EQ(shown.size(), 2U);
        EXPECT_EQ(shown[0].name, "g1");
        EXPECT_EQ(shown[1].name, "noise");
        const SpdeStep step = plan[static_cast<std::size_t>(level)].front();
        apply_drift(settings.equation.form, settings.equation.drift_at(step.t), u, b);
        const Values drift = to_values(b);
        walk.run(plan[static_cast<std::size_t>(level)]);
        walk.copy_state(std::span(&first, 1), u);
        const Values after = to_values(u);
        for (std::size_t i = 0; i < after.size(); ++i) {
            // Values of order 1 in double, a handful of sums.
            EXPECT_NEAR(shown[1].values[i], after[i] - (before[i] + step.dt * drift[i]), 1e-14) << level << " " << i;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(WhiteAndCorrelated, SpdeFieldsOf, testing::Values(0.0, 1.5));

TEST(SpdeFields, CoefficientIsG1AtTheLevelsTime) {
    const SpdeSettings settings = settings_of(0.0);
    const ImageBatch<double> u = start();
    const ImageBatch<double> g("g", 1, shape.channels, shape.ny, shape.nx);
    cell_coefficients(settings.equation.drift_at(settings.request.times[20]), u, g);
    const std::vector<VtkField> shown = spde_fields<double>(settings, shape, seed)(id, 20, to_values(u));
    EXPECT_EQ(shown[0].values, to_values(g));
}

TEST(SpdeFields, AnEquationWithoutNoiseShowsNone) {
    SpdeSettings settings = settings_of(0.0);
    settings.equation.noise_intensity = IntensitySchedule({.alpha_max = 0.0}, "noise");
    EXPECT_EQ(spde_fields<float>(settings, shape, seed)(id, 0, to_values(start())).size(), 1U);
}

}  // namespace
}  // namespace ebru
