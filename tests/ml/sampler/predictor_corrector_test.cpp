#include "ml/sampler/predictor_corrector.hpp"

#include <gtest/gtest.h>

#include "ml/sampler/reverse_sde.hpp"
#include "tests/ml/support/known_denoisers.hpp"
#include "tests/ml/support/paths.hpp"
#include "tests/ml/support/scripted_noise.hpp"
#include "tests/ml/support/standing_still.hpp"

namespace ebru {
namespace {

std::unique_ptr<PredictorCorrector> make(const PredictorCorrector::Options& options, int steps) {
    const auto path = test::gaussian_path(GaussianKind::vp, 1e-3);
    const auto denoiser = std::make_shared<test::NormalData>(path, 0.6);
    const std::vector<double> times = sampling_times(*path, steps, 0.05);
    return std::make_unique<PredictorCorrector>(std::make_unique<ReverseDiffusionSampler>(denoiser, path, times),
                                                std::make_unique<PathLaw>(denoiser, path), options);
}

// x + e g + sqrt(2 e) xi with e from this image's norms, then the predictor: by hand for one image of four values.
TEST(PredictorCorrector, OneStepIsLangevinThenThePredictor) {
    const auto sampler = make({.order = CorrectorOrder::corrector_first, .corrector_steps = 1, .snr = 0.1}, 10);
    const auto path = test::gaussian_path(GaussianKind::vp, 1e-3);
    const double t = sampler->time(2);
    const PathCoefficients at = path->at(std::span(&t, 1));
    const double m =
        0.36 * std::pow(at.mean_factor.item<double>(), 2) + std::pow(at.standard_deviation.item<double>(), 2);
    const at::Tensor x = at::arange(1, 5, at::kDouble).reshape({1, 1, 2, 2});
    const double norm_xi = 2.0;  // four ones
    const double norm_g = std::sqrt(30.0) / m;
    const double e = 2.0 * std::pow(0.1 * norm_xi / norm_g, 2);
    const at::Tensor corrected = x - e / m * x + std::sqrt(2.0 * e);
    const ReverseDiffusionSampler predictor(std::make_shared<test::NormalData>(path, 0.6), path,
                                            sampling_times(*path, 10, 0.05));
    const at::Tensor expected = predictor.step(corrected, 2, test::ScriptedNoise(), {});
    const at::Tensor found = sampler->step(x, 2, test::ScriptedNoise(2, 1), {});
    EXPECT_LE((found - expected).abs().max().item<double>(), 1e-12);
}

TEST(PredictorCorrector, EvaluationsOfBothOrders) {
    EXPECT_EQ(make({.order = CorrectorOrder::corrector_first, .corrector_steps = 2, .snr = 0.1}, 10)->evaluations(),
              30);
    EXPECT_EQ(make({.order = CorrectorOrder::predictor_first, .corrector_steps = 2, .snr = 0.1}, 10)->evaluations(),
              28);
}

// Langevin steps at fixed time leave the marginal where it is: an image drawn from it keeps its variance. Unadjusted
// steps of length e bias the variance by e/(2 m) relative; with snr 0.05, e/m = 2 snr^2 n/|x|^2 m .. = 0.005.
TEST(PredictorCorrector, CorrectorKeepsTheMarginal) {
    const auto path = test::gaussian_path(GaussianKind::vp, 1e-3);
    const double t = 0.5;
    const PathCoefficients at = path->at(std::span(&t, 1));
    const double m =
        0.36 * std::pow(at.mean_factor.item<double>(), 2) + std::pow(at.standard_deviation.item<double>(), 2);
    const auto denoiser = std::make_shared<test::NormalData>(path, 0.6);
    const PredictorCorrector sampler(std::make_unique<test::StandingStill>(t),
                                     std::make_unique<PathLaw>(denoiser, path),
                                     {.order = CorrectorOrder::corrector_first, .corrector_steps = 6, .snr = 0.05});
    at::manual_seed(3);
    at::Tensor x = std::sqrt(m) * at::randn({1, 1, 200, 200}, at::kDouble);
    for (int i = 0; i < 50; ++i) {
        x = sampler.step(x, 0, SampleNoise(static_cast<std::uint64_t>(i), {0}), {});
    }
    // 40000 values: standard error of the variance sqrt(2/40000); bias below 0.0025.
    EXPECT_NEAR(x.var().item<double>() / m, 1.0, 4.0 * std::sqrt(2.0 / 40000.0) + 0.0025);
}

}  // namespace
}  // namespace ebru
