#include <gtest/gtest.h>

#include <functional>
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

using Maker = std::function<std::unique_ptr<ReverseSampler>()>;

std::vector<std::pair<std::string, Maker>> samplers() {
    const auto path = test::gaussian_path(GaussianKind::vp, 1e-3);
    const auto denoiser = std::make_shared<test::MixtureData>(path);
    const auto times = [path] { return sampling_times(*path, 12, 0.01); };
    return {
        {"ancestral",
         [=] { return std::make_unique<AncestralSampler>(denoiser, path, times(), AncestralSampler::Options{}); }},
        {"reverse SDE", [=] { return std::make_unique<ReverseSdeSampler>(denoiser, path, times(), 1.0); }},
        {"predictor-corrector",
         [=] {
             return std::make_unique<PredictorCorrector>(
                 std::make_unique<ReverseDiffusionSampler>(denoiser, path, times()),
                 std::make_unique<PathLaw>(denoiser, path), PredictorCorrector::Options{});
         }},
        {"heun", [=] { return std::make_unique<ProbabilityFlow>(denoiser, path, times(), FlowMethod::heun); }},
        {"adaptive", [=] { return std::make_unique<AdaptiveFlow>(denoiser, path, times(), 1e-3); }},
    };
}

// Image 17 is the same in any batch: noise, norms and steps are its own. To round-off, since the tensor library
// computes the end of an array with other instructions than its middle: 12 steps of some 30 operations in double, grown
// by the sampler's gain of the data's scale over the smallest s, 1/0.04.
TEST(Samplers, ASampleIsTheSameInAnyBatch) {
    at::manual_seed(1);
    const at::Tensor prior = at::randn({3, 1, 4, 4}, at::kDouble);
    for (const auto& [name, make] : samplers()) {
        const at::Tensor together = test::walk(*make(), prior, SampleNoise(2, {3, 17, 90}));
        const at::Tensor alone = test::walk(*make(), prior.narrow(0, 1, 1), SampleNoise(2, {17}));
        EXPECT_LE((alone[0] - together[1]).abs().max().item<double>(), 12 * 30 * 2.2e-16 / 0.04) << name;
    }
}

}  // namespace
}  // namespace ebru
