#include <gtest/gtest.h>

#include "base/error.hpp"
#include "field/batch_copies.hpp"
#include "tests/reference/spde_twin.hpp"
#include "tests/support/spde_run.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Real>
class EulerMaruyamaStep : public ::testing::Test {};
using Precisions = ::testing::Types<double, float>;
TYPED_TEST_SUITE(EulerMaruyamaStep, Precisions);

/// b/(1 + dt |b|) as numerics.md 5.4 says it.
Values tamed(const Values& b, double dt, Taming taming) {
    double square = 0.0;
    for (const double value : b) {
        square += value * value;
    }
    const double rms = std::sqrt(square / static_cast<double>(b.size()));
    Values held = b;
    for (double& value : held) {
        const double size =
            taming == Taming::global ? std::sqrt(square) : (taming == Taming::rms ? rms : std::abs(value));
        value /= 1.0 + dt * (taming == Taming::none ? 0.0 : size);
    }
    return held;
}

SpdeEquation sharp_equation(DriftForm form) {
    SpdeEquation equation;
    equation.form = form;
    equation.drift_intensity = constant_intensity(1.7);
    equation.drift_contrast = constant_contrast(0.1);
    equation.noise_intensity = constant_intensity(0.3);
    equation.noise_contrast = constant_contrast(0.2);
    return equation;
}

TYPED_TEST(EulerMaruyamaStep, EqualsItsTwin) {
    const ImageShape shape{1, 9, 18};
    const Grid grid = shape.grid();
    const Values u = random_values(grid.cells(), 0.0, 1.0, 1);
    const Values xi = random_values(grid.cells(), -2.0, 2.0, 2);
    const SpdeStep step{0.4, 0.05, 0};
    for (const DriftForm form : {DriftForm::compact, DriftForm::face_average, DriftForm::appendix_h}) {
        for (const Taming taming : {Taming::none, Taming::global, Taming::rms, Taming::componentwise}) {
            const SpdeEquation equation = sharp_equation(form);
            EulerMaruyama<TypeParam> walk(shape, equation, taming, 1);
            walk.load(to_images<TypeParam>(shape, u), ids_from(0, 1));
            walk.step_on(step, to_images<TypeParam>(shape, xi));
            const Values b = tamed(reference::drift(grid, form, equation.drift_at(0.4), u), 0.05, taming);
            const Values g2 = reference::cell_coefficient(grid, equation.noise_at(0.4), u);
            Values expected = u;
            for (std::size_t i = 0; i < u.size(); ++i) {
                expected[i] += 0.05 * b[i] + std::sqrt(0.05) * g2[i] * xi[i];
            }
            // Differences of values rounded to Real are off by eps/2 of the value, which lambda = 0.1 turns into ten
            // times that of g; the step adds four such fluxes times dt, and the state is rounded twice.
            EXPECT_LT(largest_difference(state_of(walk, shape, 1), expected), 16.0 * epsilon<TypeParam>)
                << "form " << static_cast<int>(form) << ", taming " << static_cast<int>(taming);
        }
    }
}

TYPED_TEST(EulerMaruyamaStep, NoiseMadeInTheKernelIsThatOfTheWienerProcess) {
    const ImageShape shape{2, 7, 21};
    const SpdeEquation equation = paper_equation(21, Edges::stand);
    const ImageBatch<TypeParam> u = to_images<TypeParam>(shape, random_values(3 * shape.values(), 0.0, 1.0, 3));
    const std::vector<SampleId> ids{7, 8, 30};
    EulerMaruyama<TypeParam> inside(shape, equation, Taming::none, 4);
    inside.load(u, ids);
    inside.run(equal_steps(0.01, 10));
    EulerMaruyama<TypeParam> outside(shape, equation, Taming::none, 4);
    outside.load(u, ids);
    QWiener<TypeParam> wiener(shape, 0.0, 4);
    const ImageBatch<TypeParam> xi = like(u);
    for (const SpdeStep& step : equal_steps(0.01, 10)) {
        wiener.draw(ids, step.number, xi);
        outside.step_on(step, xi);
    }
    EXPECT_EQ(state_of(inside, shape, 3), state_of(outside, shape, 3));
}

TYPED_TEST(EulerMaruyamaStep, MassIsKeptWithoutNoise) {
    const ImageShape shape{1, 28, 31};
    for (const DriftForm form : {DriftForm::compact, DriftForm::face_average}) {
        SpdeEquation equation = paper_equation(28, Edges::stand);
        equation.form = form;
        equation.noise_intensity = constant_intensity(0.0, 2.0);
        const Values u = random_values(shape.values(), 0.0, 1.0, 5);
        const ImageBatch<TypeParam> u0 = to_images<TypeParam>(shape, u);
        EulerMaruyama<TypeParam> walk(shape, equation, Taming::none, 1);
        walk.load(u0, ids_from(0, 1));
        constexpr int steps = 20000;
        walk.run(equal_steps(2.0, steps));
        long double before = 0.0L;
        for (const double value : to_values(u0)) {
            before += value;
        }
        long double after = 0.0L;
        for (const double value : state_of(walk, shape, 1)) {
            after += value;
        }
        // What a face takes it gives, so that only the rounding of each cell's sum counts: a random walk of
        // sqrt(cells steps) errors of at most eps/2 times the deviation's size 1/2, four standard deviations; and the
        // reading of the state, eps/2 a cell.
        const double cells = static_cast<double>(u.size());
        const double bound =
            epsilon<TypeParam> * (4.0 * 0.25 * std::sqrt(cells * steps) + 0.5 * std::sqrt(cells) * 4.0);
        EXPECT_LT(std::abs(static_cast<double>(after - before)), bound);
    }
}

TYPED_TEST(EulerMaruyamaStep, BitsDoNotDependOnTheBatch) {
    const ImageShape shape{2, 12, 17};
    for (const double ell : {0.0, 2.0}) {
        SpdeEquation equation = paper_equation(17, Edges::stand);
        equation.noise_contrast = constant_contrast(0.5, 2.0);
        equation.correlation_length = ell;
        const SpdeInterval steps = equal_steps(0.02, 20);
        const Values u = random_values(12 * shape.values(), 0.0, 1.0, 6);
        const auto run = [&](std::size_t batch, Taming taming) {
            Values states;
            for (std::size_t first = 0; first < 12; first += batch) {
                const auto begin = u.begin() + static_cast<std::ptrdiff_t>(first * shape.values());
                EulerMaruyama<TypeParam> walk(shape, equation, taming, 9);
                walk.load(to_images<TypeParam>(
                              shape, Values(begin, begin + static_cast<std::ptrdiff_t>(batch * shape.values()))),
                          ids_from(static_cast<SampleId>(first), batch));
                // Cut where a level might be: the number of a step, not its place in a call, is its noise's.
                walk.run(std::span(steps).first(7));
                walk.run(std::span(steps).subspan(7));
                const Values state = state_of(walk, shape, batch);
                states.insert(states.end(), state.begin(), state.end());
            }
            return states;
        };
        for (const Taming taming : {Taming::none, Taming::global}) {
            const Values whole = run(12, taming);
            EXPECT_EQ(whole, run(1, taming));
            EXPECT_EQ(whole, run(3, taming));
        }
    }
}

TEST(EulerMaruyama, SlicesGiveTheBitsOfAResidentRun) {
    // 700 x 700 doubles, twice, are beyond the cache's share, so every step is sliced; the twin takes the rows whole.
    const ImageShape large{1, 700, 700};
    SpdeEquation equation = sharp_equation(DriftForm::compact);
    equation.noise_intensity = constant_intensity(0.0);
    const ImageBatch<double> u = to_images<double>(large, random_values(large.values(), 0.0, 1.0, 7));
    EulerMaruyama<double> walk(large, equation, Taming::none, 1);
    walk.load(u, ids_from(0, 1));
    walk.run(equal_steps(0.1, 2));
    Values expected = to_values(u);
    const double mean = [&] {
        const Kokkos::View<double*> means("mean", 1);
        mean_values(u, means);
        return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), means)(0);
    }();
    for (double& value : expected) {
        value -= mean;
    }
    for (const SpdeStep& step : equal_steps(0.1, 2)) {
        const ImageBatch<double> from = to_images<double>(large, expected);
        const ImageBatch<double> b = like(from);
        apply_drift(equation.form, equation.drift_at(step.t), from, b);
        const Values drift = to_values(b);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            expected[i] = multiply_add(step.dt, drift[i], expected[i]);
        }
    }
    for (double& value : expected) {
        value = mean + value;
    }
    EXPECT_EQ(state_of(walk, large, 1), expected);
}

TEST(EulerMaruyama, DoesNotBlowUpAtThePapersLargestSetting) {
    const ImageShape shape{1, 256, 256};
    const SpdeEquation equation = paper_equation(256, Edges::stand);
    EulerMaruyama<float> walk(shape, equation, Taming::none, 2);
    walk.load(to_images<float>(shape, random_values(shape.values(), 0.0, 1.0, 8)), ids_from(0, 1));
    walk.run(joined(plan_spde(equation, {.dt = 1e-3, .times = {0.0, 2.0}})));
    const Values u = state_of(walk, shape, 1);
    // Steps are averages plus noise, so the noise of all steps, alpha_2 sqrt(dt) xi each, bounds the state: its
    // variance is below T (2^2 - 0.01^2)/(2 ln 200) = 0.755, and 7 standard deviations are met once in 4e11 pixels.
    EXPECT_LT(largest_size(u), 1.0 + 7.0 * 0.87);
}

TEST(EulerMaruyama, SmallestTamingFactorIsReported) {
    const ImageShape shape{1, 10, 10};
    SpdeEquation equation = sharp_equation(DriftForm::compact);
    const Values u = random_values(2 * shape.values(), 0.0, 1.0, 9);
    EulerMaruyama<double> walk(shape, equation, Taming::global, 1);
    walk.load(to_images<double>(shape, u), ids_from(0, 2));
    walk.step_on({0.0, 0.05, 0}, to_images<double>(shape, Values(u.size(), 0.0)));
    for (std::size_t b = 0; b < 2; ++b) {
        const auto begin = u.begin() + static_cast<std::ptrdiff_t>(b * shape.values());
        const Values drift = reference::drift(shape.grid(), equation.form, equation.drift_at(0.0),
                                              Values(begin, begin + static_cast<std::ptrdiff_t>(shape.values())));
        double square = 0.0;
        for (const double value : drift) {
            square += value * value;
        }
        EXPECT_NEAR(walk.smallest_taming_factors()[b], 1.0 / (1.0 + 0.05 * std::sqrt(square)), 1e-13);
    }
}

TEST(EulerMaruyama, AppendixFormRefusesImagesOnePixelWide) {
    EXPECT_THROW(EulerMaruyama<float>({1, 1, 9}, sharp_equation(DriftForm::appendix_h), Taming::none, 1), UserError);
}

}  // namespace
}  // namespace ebru
