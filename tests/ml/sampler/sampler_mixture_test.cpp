#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "ml/sampler/ancestral_sampler.hpp"
#include "ml/sampler/predictor_corrector.hpp"
#include "ml/sampler/probability_flow.hpp"
#include "ml/sampler/reverse_sde.hpp"
#include "tests/ml/support/known_denoisers.hpp"
#include "tests/ml/support/paths.hpp"
#include "tests/ml/support/scripted_noise.hpp"

namespace ebru {
namespace {

constexpr std::int64_t count = 6400;

/// Kolmogorov's distance between the values and the mixture.
double distance_to_mixture(const at::Tensor& x) {
    at::Tensor sorted = std::get<0>(x.flatten().to(at::kDouble).sort());
    const auto* value = sorted.data_ptr<double>();
    const auto n = static_cast<std::size_t>(sorted.numel());
    double distance = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        const double exact = test::MixtureData::cumulative(value[i]);
        distance = std::max({distance, std::abs(static_cast<double>(i + 1) / static_cast<double>(n) - exact),
                             std::abs(static_cast<double>(i) / static_cast<double>(n) - exact)});
    }
    return distance;
}

/// Exceeded by exact samples once in 10000 runs: P(D > c/sqrt(n)) = 2 exp(-2 c^2).
double critical_distance() {
    return 2.23 / std::sqrt(static_cast<double>(count));
}

class Mixture : public testing::TestWithParam<GaussianKind> {
  protected:
    std::shared_ptr<const MarginalPath> path_ = test::gaussian_path(GetParam(), 1e-4, 500);
    std::shared_ptr<const Denoiser> denoiser_ = std::make_shared<test::MixtureData>(path_);

    [[nodiscard]] at::Tensor prior() const {
        const double t = path_->horizon();
        return path_->at(std::span(&t, 1)).standard_deviation.item<double>() *
               SampleNoise(77, {0}).normal(at::empty({1, 1, 80, 80}, at::kDouble), 999999, 0);
    }
    void expect_mixture(const ReverseSampler& sampler, const std::string& name) const {
        const double distance = distance_to_mixture(test::walk(sampler, prior(), SampleNoise(5, {0})));
        EXPECT_LE(distance, critical_distance()) << name;
    }
};

// The closed-form denoiser in the place of a network: every sampler that the path has draws the mixture. 500 steps make
// the errors of the steps smaller than what 6400 values can show.
TEST_P(Mixture, EverySamplerDrawsIt) {
    const bool flow = GetParam() == GaussianKind::flow;
    const auto times = [&](double end) { return sampling_times(*path_, 500, end); };
    for (const ReverseVariance variance : {ReverseVariance::posterior, ReverseVariance::forward}) {
        if (flow && variance == ReverseVariance::forward) {
            continue;  // its first step would draw eps anew with s_t's whole variance and never lose it in time
        }
        expect_mixture(AncestralSampler(denoiser_, path_, times(0.0),
                                        {.variance = variance, .data_deviation = 1.0, .clip = std::nullopt}),
                       variance == ReverseVariance::posterior ? "ancestral" : "ancestral, forward variance");
    }
    if (GetParam() == GaussianKind::ddpm) {
        return;
    }
    const double end = flow ? 0.0 : 1e-3;
    expect_mixture(ProbabilityFlow(denoiser_, path_, times(end), FlowMethod::heun), "heun");
    expect_mixture(ProbabilityFlow(denoiser_, path_, times(end), FlowMethod::midpoint), "midpoint");
    expect_mixture(ProbabilityFlow(denoiser_, path_, times(end), FlowMethod::euler), "euler");
    expect_mixture(AdaptiveFlow(denoiser_, path_, sampling_times(*path_, 1, 1e-3), 1e-5), "adaptive");
    if (flow) {
        return;
    }
    expect_mixture(ReverseSdeSampler(denoiser_, path_, times(end), 1.0), "reverse SDE");
    expect_mixture(ReverseSdeSampler(denoiser_, path_, times(end), 0.5), "control 1/2");
    expect_mixture(ReverseDiffusionSampler(denoiser_, path_, times(end)), "reverse diffusion");
    expect_mixture(PredictorCorrector(std::make_unique<ReverseDiffusionSampler>(denoiser_, path_, times(end)),
                                      std::make_unique<PathLaw>(denoiser_, path_),
                                      {.order = CorrectorOrder::corrector_first, .corrector_steps = 1, .snr = 0.05}),
                   "predictor-corrector");
}

INSTANTIATE_TEST_SUITE_P(Paths, Mixture,
                         testing::Values(GaussianKind::ddpm, GaussianKind::vp, GaussianKind::ve, GaussianKind::flow));

// The test sees a wrong law: the mixture with the first part moved by a tenth.
TEST(MixtureDistance, SeesAMeanOffByATenth) {
    const auto path = test::gaussian_path(GaussianKind::flow, 0.0);
    const at::Tensor u = at::arange(count, at::kDouble).add(0.5).div(static_cast<double>(count));
    at::Tensor exact = at::empty_like(u);
    for (std::int64_t i = 0; i < count; ++i) {
        double low = -4.0;
        double high = 4.0;
        for (int j = 0; j < 60; ++j) {
            const double middle = 0.5 * (low + high);
            (test::MixtureData::cumulative(middle) < u[i].item<double>() ? low : high) = middle;
        }
        exact[i] = low;
    }
    EXPECT_LE(distance_to_mixture(exact), 1.0 / static_cast<double>(count));
    EXPECT_GT(distance_to_mixture(at::where(exact < -0.4, exact + 0.1, exact)), critical_distance());
}

}  // namespace
}  // namespace ebru
