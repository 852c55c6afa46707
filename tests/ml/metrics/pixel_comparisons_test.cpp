#include <gtest/gtest.h>

#include <numbers>

#include "ml/metrics/mass_comparison.hpp"
#include "ml/metrics/spectrum_comparison.hpp"
#include "tests/ml/metrics/metric_samples.hpp"

namespace ebru {
namespace {

using test::eps;

/// Images of one value each, in two channels.
at::Tensor constant_images(const std::vector<double>& values) {
    return at::tensor(values, at::kDouble).view({-1, 1, 1, 1}).repeat({1, 2, 4, 5});
}

// Means 2 and 0.25; variances 1 over 3 and 0.125 over 2.
TEST(MassComparison, OfConstantImagesByHand) {
    const MassComparison found = mass_comparison(constant_images({1.0, 2.0, 3.0}), constant_images({0.0, 0.5}));
    EXPECT_NEAR(found.samples.mean, 2.0, 40 * eps);
    EXPECT_NEAR(found.samples.standard_error, std::sqrt(1.0 / 3.0), 40 * eps);
    EXPECT_NEAR(found.data.mean, 0.25, 40 * eps);
    EXPECT_NEAR(found.data.standard_error, 0.25, 40 * eps);
    EXPECT_NEAR(found.difference.mean, 1.75, 80 * eps);
    EXPECT_NEAR(found.difference.standard_error, std::sqrt(1.0 / 3.0 + 1.0 / 16.0), 80 * eps);
}

// The mean of an image is one value: pixels of an image are not independent samples.
TEST(MassComparison, SpreadWithinAnImageIsNoError) {
    const at::Tensor image = test::normal_rows(1, 1, 20).view({1, 1, 4, 5}).repeat({3, 1, 1, 1});
    const MassComparison found = mass_comparison(image, image);
    EXPECT_NEAR(found.samples.mean, image.mean().item<double>(), 20 * eps);
    EXPECT_LE(found.samples.standard_error, 20 * eps);
    EXPECT_EQ(found.difference.mean, 0.0);
}

/// `amplitude` cosines of `half_waves` along x on a mean of 0.5, 12 x 12.
at::Tensor cosine_images(int half_waves, const std::vector<double>& amplitudes) {
    const at::Tensor x = (at::arange(12, at::kDouble) + 0.5) * std::numbers::pi * half_waves / 12.0;
    const at::Tensor wave = x.cos().view({1, 1, 1, 12}).expand({1, 1, 12, 12});
    return 0.5 + at::tensor(amplitudes, at::kDouble).view({-1, 1, 1, 1}) * wave;
}

// Six half waves lie in shell 3 with power A^2/2; images of A = 1 and 3 have mean power 2.5, of A = 1 and 1 0.5.
TEST(SpectrumComparison, MeanPowerOfAWaveLiesInItsShell) {
    const SpectrumComparison found = spectrum_comparison(cosine_images(6, {1.0, 3.0}), cosine_images(6, {1.0, 1.0}));
    ASSERT_EQ(found.samples.size(), found.data.size());
    for (std::size_t shell = 0; shell < found.data.size(); ++shell) {
        EXPECT_NEAR(found.samples[shell].mean, shell == 0 ? 0.25 : (shell == 3 ? 2.5 : 0.0), 1e-14) << shell;
        EXPECT_NEAR(found.data[shell].mean, shell == 0 ? 0.25 : (shell == 3 ? 0.5 : 0.0), 1e-14) << shell;
    }
    EXPECT_NEAR(found.samples[3].standard_error, 2.0, 1e-14);  // powers 0.5 and 4.5: s^2 = 8 over 2
    EXPECT_NEAR(found.data[3].standard_error, 0.0, 1e-14);
}

// White noise in every shell, samples of twice the amplitude: (4 - 1)/(4 + 1) in each; equal sets: 0.
TEST(SpectrumComparison, RelativeDifferenceIsThatOfThePowers) {
    const at::Tensor images = test::normal_rows(1, 6, 3 * 64).view({6, 3, 8, 8});
    EXPECT_NEAR(spectrum_comparison(2.0 * images, images).relative_difference, 0.6, 20 * eps);
    EXPECT_EQ(spectrum_comparison(images, images).relative_difference, 0.0);
    const at::Tensor flat = constant_images({0.0, 0.5});
    EXPECT_EQ(spectrum_comparison(flat, flat).relative_difference, 0.0);
}

// Parseval, over channels and images.
TEST(SpectrumComparison, PowersAddUpToTheMeanSquare) {
    const at::Tensor images = test::normal_rows(2, 5, 2 * 63).view({5, 2, 7, 9});
    const SpectrumComparison found = spectrum_comparison(images, images.to(at::kFloat));
    double sum = 0.0;
    for (std::size_t shell = 0; shell < found.samples.size(); ++shell) {
        sum += found.samples[shell].mean;
        EXPECT_EQ(found.samples[shell].mean, found.data[shell].mean);  // drawn in float
    }
    EXPECT_NEAR(sum, images.square().mean().item<double>(), 1e-14);
}

}  // namespace
}  // namespace ebru
