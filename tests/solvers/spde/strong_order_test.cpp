#include <gtest/gtest.h>

#include "diagnostics/observed_order.hpp"
#include "tests/support/coupled_paths.hpp"

namespace ebru {
namespace {

const std::vector<Taming> tamings{Taming::none, Taming::global, Taming::rms, Taming::componentwise};

/// Edges bend the drift; the noise is as strong as the image.
SpdeEquation additive() {
    SpdeEquation equation;
    equation.drift_intensity = constant_intensity(0.5);
    equation.drift_contrast = constant_contrast(0.5);
    equation.noise_intensity = geometric_intensity(0.25, 0.5, 1.0);
    return equation;
}

/// The noise is held back where the image is steep, so it depends on the neighbours.
SpdeEquation multiplicative() {
    SpdeEquation equation = additive();
    equation.noise_intensity = constant_intensity(1.0);
    equation.noise_contrast = constant_contrast(0.3);
    return equation;
}

double strong_order(const CoupledStudy& study) {
    const CoupledStates coupled = walk_coupled(study);
    const std::vector<double> dt(coupled.dt.begin(), coupled.dt.end() - 1);
    return fit_power_law(dt, strong_differences(coupled)).slope;
}

TEST(StrongOrder, IsOneWithAdditiveNoise) {
    for (const Taming taming : tamings) {
        EXPECT_NEAR(strong_order({.equation = additive(), .taming = taming, .coarsest = 5, .finest = 10}), 1.0, 0.1)
            << static_cast<int>(taming);
    }
}

TEST(StrongOrder, IsOneHalfWithMultiplicativeNoise) {
    for (const Taming taming : tamings) {
        EXPECT_NEAR(strong_order({.equation = multiplicative(), .taming = taming, .coarsest = 5, .finest = 10}), 0.5,
                    0.1)
            << static_cast<int>(taming);
    }
}

/// From differences that lie well above their standard errors.
void expect_weak_order_one(const CoupledStudy& study) {
    const CoupledStates coupled = walk_coupled(study);
    const WeakDifferences weak = weak_differences(coupled, study);
    const std::vector<double> dt(coupled.dt.begin(), coupled.dt.end() - 1);
    for (std::size_t n = 0; n < dt.size(); ++n) {
        ASSERT_GT(weak.value[n], 10.0 * weak.standard_error[n]) << "too few paths at dt = " << dt[n];
    }
    EXPECT_NEAR(fit_power_law(dt, weak.value).slope, 1.0, 0.1) << static_cast<int>(study.taming);
}

/// A bias above the scatter: twice the drift, edges half as sharp.
SpdeEquation with_strong_drift(SpdeEquation equation) {
    equation.drift_intensity = constant_intensity(1.0);
    equation.drift_contrast = constant_contrast(1.0);
    return equation;
}

TEST(WeakOrder, IsOneWithAdditiveNoise) {
    for (const Taming taming : tamings) {
        expect_weak_order_one({.equation = with_strong_drift(additive()), .taming = taming, .paths = 256});
    }
}

TEST(WeakOrder, IsOneWithMultiplicativeNoise) {
    for (const Taming taming : tamings) {
        expect_weak_order_one({.equation = with_strong_drift(multiplicative()), .taming = taming, .paths = 768});
    }
}

}  // namespace
}  // namespace ebru
