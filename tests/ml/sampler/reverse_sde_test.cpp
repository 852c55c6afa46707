#include "ml/sampler/reverse_sde.hpp"

#include <gtest/gtest.h>

#include "tests/ml/support/known_denoisers.hpp"
#include "tests/ml/support/paths.hpp"
#include "tests/ml/support/scripted_noise.hpp"

namespace ebru {
namespace {

constexpr double data_variance = 0.36;
constexpr double end = 0.05;

double marginal_variance(const MarginalPath& path, double t) {
    const PathCoefficients at = path.at(std::span(&t, 1));
    const double a = at.mean_factor.item<double>();
    const double s = at.standard_deviation.item<double>();
    return a * a * data_variance + s * s;
}

std::unique_ptr<ReverseSampler> make(bool reverse_diffusion, double control, int steps) {
    const auto path = test::gaussian_path(GaussianKind::vp, 1e-3);
    const auto denoiser = std::make_shared<test::NormalData>(path, 0.6);
    std::vector<double> times = sampling_times(*path, steps, end);
    if (reverse_diffusion) {
        return std::make_unique<ReverseDiffusionSampler>(denoiser, path, std::move(times));
    }
    return std::make_unique<ReverseSdeSampler>(denoiser, path, std::move(times), control);
}

/// The last step is without noise: its forward variance is put back.
double with_last_noise(double variance, double control, int steps) {
    const auto path = test::gaussian_path(GaussianKind::vp, 1e-3);
    const double h = (1.0 - end) / steps;
    const double t = end + h;
    return variance + control * h * path->at(std::span(&t, 1)).squared_diffusion().item<double>();
}

// Every member of the family has the process's own variance at every time in the limit, to first order in the step:
// the error is e h + O(h^2), and the slope over steps 800 .. 6400 is 1 within 0.1.
TEST(ReverseSde, VarianceOfNormalDataIsReachedToFirstOrderForEveryControl) {
    const auto path = test::gaussian_path(GaussianKind::vp, 1e-3);
    const double exact = marginal_variance(*path, end);
    for (const double control : {0.0, 0.5, 1.0}) {
        std::vector<double> error;
        for (const int steps : {800, 1600, 3200}) {
            // The gains of the noises follow from one backward recursion: v' = q^2 v + c h g^2, q from a unit state.
            const auto sampler = make(false, control, steps);
            double variance = marginal_variance(*path, 1.0);
            for (int n = 0; n < steps; ++n) {
                const at::Tensor one = at::ones({1, 1, 1, 1}, at::kDouble);
                const double gain = sampler->step(one, n, test::ScriptedNoise(), {}).item<double>();
                const double noise =
                    sampler->step(at::zeros_like(one), n, test::ScriptedNoise(n, 0), {}).item<double>();
                variance = gain * gain * variance + noise * noise;
            }
            error.push_back(std::abs(with_last_noise(variance, control, steps) - exact));
        }
        for (std::size_t i = 1; i < error.size(); ++i) {
            EXPECT_NEAR(std::log2(error[i - 1] / error[i]), 1.0, 0.1) << "control " << control;
        }
    }
}

// One step, written out with the path's own formulas.
TEST(ReverseSde, OneStepIsTheFormula) {
    const auto path = test::gaussian_path(GaussianKind::vp, 1e-3);
    const int steps = 10;
    const double t = end + (1.0 - end) * 7 / steps;
    const double h = (1.0 - end) / steps;
    const double beta = 0.1 + 19.9 * t;
    const double m = marginal_variance(*path, t);
    for (const double control : {0.0, 0.3, 1.0}) {
        const auto sampler = make(false, control, steps);
        const at::Tensor x = at::full({1, 1, 1, 1}, 0.8, at::kDouble);
        const double found = sampler->step(x, 3, test::ScriptedNoise(3, 0), {}).item<double>();
        const double drift = -0.5 * beta * 0.8 + 0.5 * (1.0 + control) * beta * 0.8 / m;
        EXPECT_NEAR(found, 0.8 - h * drift + std::sqrt(control * h * beta), 1e-12);
    }
}

TEST(ReverseDiffusion, OneStepIsTheFormulaForVpAndVe) {
    for (const GaussianKind kind : {GaussianKind::vp, GaussianKind::ve}) {
        const auto path = test::gaussian_path(kind, 1e-3);
        const ReverseDiffusionSampler sampler(std::make_shared<test::NormalData>(path, 0.6), path,
                                              sampling_times(*path, 10, end));
        const double later = end + (1.0 - end) * 0.7;
        const double earlier = end + (1.0 - end) * 0.6;
        const PathCoefficients t = path->at(std::span(&later, 1));
        const PathCoefficients s = path->at(std::span(&earlier, 1));
        const double ratio = t.mean_factor.item<double>() / s.mean_factor.item<double>();
        const double variance = std::pow(t.standard_deviation.item<double>(), 2) -
                                std::pow(ratio * s.standard_deviation.item<double>(), 2);
        const at::Tensor x = at::full({1, 1, 1, 1}, 0.8, at::kDouble);
        const double found = sampler.step(x, 3, test::ScriptedNoise(3, 0), {}).item<double>();
        const double score = -0.8 / marginal_variance(*path, later);
        EXPECT_NEAR(found, (2.0 - ratio) * 0.8 + variance * score + std::sqrt(variance), 1e-12);
    }
}

TEST(ReverseSde, TheLastStepIsWithoutNoise) {
    for (const bool reverse_diffusion : {false, true}) {
        const auto sampler = make(reverse_diffusion, 1.0, 5);
        const test::ScriptedNoise noise;
        test::walk(*sampler, at::ones({1, 1, 1, 1}, at::kDouble), noise);
        EXPECT_EQ(noise.asked(), (std::vector<int>{0, 1, 2, 3}));
    }
}

}  // namespace
}  // namespace ebru
