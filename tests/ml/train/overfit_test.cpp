#include "tests/ml/train/overfit.hpp"

#include <gtest/gtest.h>

namespace ebru::test {
namespace {

std::vector<OverfitCase> cases() {
    return {
        {"less-degraded", less_degraded()},
        {"epsilon of DDPM", marginal(MarginalTarget::noise, gaussian_path(GaussianKind::ddpm, 0.01))},
        {"score of VP", marginal(MarginalTarget::score, gaussian_path(GaussianKind::vp, 1e-3))},
        {"score of VE", marginal(MarginalTarget::score, gaussian_path(GaussianKind::ve, 1e-5))},
        {"flow matching", marginal(MarginalTarget::velocity, gaussian_path(GaussianKind::flow, 0.0))},
        {"score of the linear SPDE", marginal(MarginalTarget::score, cosine_path()), {1, 5, 6}},
    };
}

void expect_learned(const std::string& preset, const OverfitCase& c, int updates) {
    const OverfitResult result = overfit(preset, c, updates, 2e-3);
    // A network whose last layer is zero starts from the loss of F = 0, exactly.
    EXPECT_EQ(result.first, result.zero_output) << preset << ", " << c.name;
    EXPECT_LT(result.last, learned_part * result.first) << preset << ", " << c.name;
}

// 4 images of 64 values against 160 thousand weights: what is learned can be repeated.
TEST(Overfit, EveryObjectiveLearnsOneBatchByHeart) {
    for (const OverfitCase& c : cases()) {
        expect_learned("smoke", c, 300);
    }
}

// The presets of 40 million and more: overfit_presets.cpp.
TEST(Overfit, TheTutorialAndSmallNetworksToo) {
    for (const char* preset : {"tutorial", "small"}) {
        expect_learned(preset, cases()[1], 200);
    }
}

}  // namespace
}  // namespace ebru::test
