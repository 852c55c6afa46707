#include "ml/sampler/ancestral_sampler.hpp"

#include <gtest/gtest.h>

#include "tests/ml/support/known_denoisers.hpp"
#include "tests/ml/support/paths.hpp"
#include "tests/ml/support/scripted_noise.hpp"

namespace ebru {
namespace {

constexpr double data_deviation = 0.6;

double marginal_variance(const MarginalPath& path, double t) {
    const PathCoefficients at = path.at(std::span(&t, 1));
    const double a = at.mean_factor.item<double>();
    const double s = at.standard_deviation.item<double>();
    return a * a * data_deviation * data_deviation + s * s;
}

AncestralSampler sampler(GaussianKind kind, int steps, ReverseVariance variance) {
    const auto path = test::gaussian_path(kind, 1e-3);
    return {std::make_shared<test::NormalData>(path, data_deviation),
            path,
            sampling_times(*path, steps, 0.0),
            {.variance = variance, .data_deviation = data_deviation, .clip = std::nullopt}};
}

// With the variance of normal data every reverse step is the exact conditional law, for any number of steps. The last
// step hands out the mean alone: var E[x_0 | x_1] = v_0 - v_0 s_1^2/m_1.
TEST(AncestralSampler, DataVarianceIsExactForNormalDataInAnyNumberOfSteps) {
    for (const GaussianKind kind : {GaussianKind::ddpm, GaussianKind::vp}) {
        const auto path = test::gaussian_path(kind, 1e-3);
        for (const int steps : {1, 2, 10, 50}) {
            const AncestralSampler reverse = sampler(kind, steps, ReverseVariance::data);
            const double first = reverse.time(steps - 1);
            const PathCoefficients at = path->at(std::span(&first, 1));
            const double s = at.standard_deviation.item<double>();
            const double v = data_deviation * data_deviation;
            const double expected = v - v * s * s / marginal_variance(*path, first);
            const at::Tensor prior = at::full({1, 1, 1, 1}, marginal_variance(*path, path->horizon()), at::kDouble);
            const double found = test::end_variances(reverse, prior, *path).item<double>();
            // 50 steps of ten operations on numbers of order one, in double.
            EXPECT_NEAR(found, expected, 500 * 2.2e-16 / expected) << steps;
        }
    }
}

// The three choices, written out for one step of DDPM (generative.md 1.3).
TEST(AncestralSampler, VariancesOfOneStepAreThePrintedOnes) {
    const auto path = test::gaussian_path(GaussianKind::ddpm, 1e-3, 4);
    const auto alpha_bar = [&](int k) {
        const double t = path->level_times()[static_cast<std::size_t>(k)];
        return std::pow(path->at(std::span(&t, 1)).mean_factor.item<double>(), 2);
    };
    const double beta = 1.0 - alpha_bar(3) / alpha_bar(2);
    const double posterior = beta * (1.0 - alpha_bar(2)) / (1.0 - alpha_bar(3));
    const double at_two = alpha_bar(2) * data_deviation * data_deviation + 1.0 - alpha_bar(2);
    const double data = beta / (1.0 + beta * (1.0 / at_two - 1.0));
    const std::array expected{std::pair{ReverseVariance::posterior, posterior},
                              std::pair{ReverseVariance::forward, beta}, std::pair{ReverseVariance::data, data}};
    for (const auto& [variance, value] : expected) {
        const AncestralSampler reverse = sampler(GaussianKind::ddpm, 100, variance);
        const AncestralSampler four(std::make_shared<test::NormalData>(path, data_deviation), path,
                                    sampling_times(*path, 4, 0.0),
                                    {.variance = variance, .data_deviation = data_deviation, .clip = std::nullopt});
        const at::Tensor zero = at::zeros({1, 1, 1, 1}, at::kDouble);
        const double noise = four.step(zero, 1, test::ScriptedNoise(1, 0), {}).item<double>();
        EXPECT_NEAR(noise * noise, value, 1e-14);
    }
}

TEST(AncestralSampler, OneImageIsFoundWhateverThePath) {
    for (const GaussianKind kind : {GaussianKind::ddpm, GaussianKind::vp, GaussianKind::flow}) {
        const auto path = test::gaussian_path(kind, 1e-3);
        const at::Tensor image = at::rand({1, 1, 5, 6}, at::kDouble);
        const AncestralSampler reverse(std::make_shared<test::OneImage>(path, image), path,
                                       sampling_times(*path, 20, 0.0), {});
        const at::Tensor found = test::walk(reverse, at::randn({3, 1, 5, 6}, at::kDouble), SampleNoise(1, {1, 2, 3}));
        EXPECT_LE((found - image).abs().max().item<double>(), 1e-13);
    }
    const auto path = test::cosine_path();
    const at::Tensor image = at::rand({1, 1, 5, 6}, at::kDouble);
    const AncestralSampler reverse(std::make_shared<test::OneImage>(path, image), path, sampling_times(*path, 20, 0.0),
                                   {});
    const at::Tensor found = test::walk(reverse, at::randn({3, 1, 5, 6}, at::kDouble), SampleNoise(1, {1, 2, 3}));
    EXPECT_LE((found - image).abs().max().item<double>(), 1e-13);
}

TEST(AncestralSampler, ClippingKeepsTheLastMeanInTheRange) {
    const auto path = test::gaussian_path(GaussianKind::ddpm, 1e-3);
    const AncestralSampler reverse(
        std::make_shared<test::OneImage>(path, at::full({1, 1, 2, 2}, 3.0, at::kDouble)), path,
        sampling_times(*path, 20, 0.0),
        {.variance = ReverseVariance::posterior, .data_deviation = 1.0, .clip = {{-1.0, 1.0}}});
    const at::Tensor found = test::walk(reverse, at::randn({1, 1, 2, 2}, at::kDouble), SampleNoise(1, {1}));
    EXPECT_LE((found - 1.0).abs().max().item<double>(), 1e-13);
}

}  // namespace
}  // namespace ebru
