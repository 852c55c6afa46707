#include "solvers/spde/etd_step.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "solvers/spde/white_noise.hpp"
#include "tests/support/image_values.hpp"
#include "tests/support/mode_statistics.hpp"
#include "tests/support/tolerances.hpp"

namespace ebru {
namespace {

template <class Real>
class EtdStepTest : public ::testing::Test {};
using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(EtdStepTest, Precisions);

LinearCoefficients coefficients(double noise) {
    return LinearCoefficients::from_functions([](double t) { return 0.5 * std::exp(2.0 * t); },
                                              [noise](double t) { return noise * std::exp(t); });
}

std::vector<SampleId> numbered(std::size_t count) {
    std::vector<SampleId> ids(count);
    std::iota(ids.begin(), ids.end(), SampleId{0});
    return ids;
}

TYPED_TEST(EtdStepTest, WithoutNoiseModesDecayExactly) {
    const ImageShape shape{2, 6, 9};
    EtdStep<TypeParam> etd(shape, 1);
    const Values u0 = random_values(3 * shape.values(), 0.0, 1.0, 4);
    const auto images = to_images<TypeParam>(shape, u0);
    const auto modes = like(images);
    etd.to_modes(images, modes);
    const Values before = to_values(modes);
    const LinearTransition transition(coefficients(0.0), 0.1, 0.9);
    etd.set_transition(transition);
    etd.advance(numbered(3), 0, modes);
    const Values after = to_values(modes);
    for (std::size_t i = 0; i < after.size(); ++i) {
        const auto mode = static_cast<int>(i % shape.grid().cells());
        const double mu = wall_eigenvalue(shape.grid(), mode / shape.nx, mode % shape.nx);
        const double expected = before[i] * std::exp(-mu * transition.drift_integral());
        EXPECT_NEAR(after[i], expected, 2.0 * epsilon<TypeParam> * std::abs(before[i]));
    }
    // Mass to round-off: two transforms of sums of some tens of values of size one.
    etd.to_images(modes, images);
    const Values u = to_values(images);
    for (std::size_t block = 0; block < 6; ++block) {
        const std::size_t cells = shape.grid().cells();
        const auto mass = [&](const Values& of) {
            return std::accumulate(of.begin() + static_cast<std::ptrdiff_t>(block * cells),
                                   of.begin() + static_cast<std::ptrdiff_t>((block + 1) * cells), 0.0);
        };
        EXPECT_NEAR(mass(u), mass(u0), 16.0 * epsilon<TypeParam> * static_cast<double>(cells));
    }
}

// The law does not depend on how an interval is cut: one step, or seven of different lengths.
TYPED_TEST(EtdStepTest, MeanAndVarianceOfEveryModeAreExactForAnyStep) {
    const ImageShape shape{1, 4, 5};
    const std::size_t samples = 100000;
    const std::size_t cells = shape.grid().cells();
    const LinearCoefficients equation = coefficients(0.3);
    const Values image = random_values(cells, 0.0, 1.0, 4);
    Values u0;
    for (std::size_t s = 0; s < samples; ++s) {
        u0.insert(u0.end(), image.begin(), image.end());
    }
    std::vector<ModeMoments> law;
    LinearTransition(equation, 0.0, 1.2).moments(shape.grid(), law);
    for (const std::vector<double>& times :
         {std::vector<double>{0.0, 1.2}, std::vector<double>{0.0, 0.01, 0.3, 0.35, 0.6, 1.1, 1.15, 1.2}}) {
        EtdStep<TypeParam> etd(shape, 20 + times.size());
        const auto images = to_images<TypeParam>(shape, u0);
        const auto modes = like(images);
        etd.to_modes(images, modes);
        const Values start = to_values(modes);
        for (std::size_t n = 0; n + 1 < times.size(); ++n) {
            etd.set_transition(LinearTransition(equation, times[n], times[n + 1]));
            etd.advance(numbered(samples), static_cast<std::int64_t>(n), modes);
        }
        Values mean;
        Values variance;
        for (std::size_t mode = 0; mode < cells; ++mode) {
            mean.push_back(law[mode].factor * start[mode]);
            variance.push_back(law[mode].variance);
        }
        expect_moments({to_values(modes), cells}, mean, variance,
                       4.0 * epsilon<TypeParam> * static_cast<double>(times.size()));
    }
}

TYPED_TEST(EtdStepTest, NoiseIsTheWhiteNoiseOfTheModesAndDependsOnNoBatch) {
    const ImageShape shape{2, 3, 6};
    EtdStep<TypeParam> etd(shape, 9);
    const LinearTransition transition(coefficients(0.3), 0.0, 0.5);
    etd.set_transition(transition);
    const std::vector<SampleId> all{7, 2, 11};
    const auto together = make_images<TypeParam>(all.size(), shape);
    etd.advance(all, 5, together);
    const Values found = to_values(together);
    std::vector<ModeMoments> law;
    transition.moments(shape.grid(), law);
    std::vector<TypeParam> xi(static_cast<std::size_t>(shape.nx));
    std::size_t i = 0;
    for (const SampleId id : all) {
        const auto alone = make_images<TypeParam>(1, shape);
        etd.advance(std::span(&id, 1), 5, alone);
        const Values single = to_values(alone);
        EXPECT_TRUE(std::equal(single.begin(), single.end(), found.begin() + static_cast<std::ptrdiff_t>(i)));
        for (int c = 0; c < shape.channels; ++c) {
            for (int y = 0; y < shape.ny; ++y) {
                normal_row(white_noise_stream(9, id, c, 5), y, shape.nx, xi.data());
                for (int x = 0; x < shape.nx; ++x) {
                    const ModeMoments& of = law[cell(shape.grid(), y, x)];
                    const double expected =
                        std::sqrt(of.variance) * static_cast<double>(xi[static_cast<std::size_t>(x)]);
                    EXPECT_NEAR(found[i], expected, 2.0 * epsilon<TypeParam> * std::abs(expected));
                    ++i;
                }
            }
        }
    }
}

}  // namespace
}  // namespace ebru
