#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/optim/adam.h>

#include <memory>
#include <string>
#include <vector>

#include "config/deck.hpp"
#include "ml/network/make_network.hpp"
#include "ml/objective/less_degraded.hpp"
#include "ml/objective/marginal_objective.hpp"
#include "tests/ml/support/paths.hpp"

namespace ebru {
namespace {

constexpr int side = 8;

TrainingBatch one_batch(int ny, int nx) {
    at::manual_seed(5);
    TrainingBatch batch;
    batch.ids = {0, 1, 2, 3};
    batch.clean = at::rand({4, 1, ny, nx}, at::kFloat);
    batch.target = batch.clean;
    batch.degraded = 0.5 * batch.clean + 0.25;
    batch.level = at::tensor({1, 2, 3, 4}, at::kLong);
    return batch;
}

struct Case {
    std::string name;
    std::shared_ptr<const Objective> objective;
    int ny = side;
    int nx = side;
};

std::vector<Case> cases() {
    const auto marginal = [](MarginalTarget target, std::shared_ptr<const MarginalPath> path) {
        return std::make_shared<MarginalObjective>(target, std::move(path), 3);
    };
    return {
        {"less-degraded",
         std::make_shared<LessDegraded>(LessDegraded::Parameters{.levels = 4, .noise = 0.01, .seed = 3})},
        {"epsilon of DDPM", marginal(MarginalTarget::noise, test::gaussian_path(GaussianKind::ddpm, 0.01))},
        {"score of VP", marginal(MarginalTarget::score, test::gaussian_path(GaussianKind::vp, 1e-3))},
        {"score of VE", marginal(MarginalTarget::score, test::gaussian_path(GaussianKind::ve, 1e-5))},
        {"flow matching", marginal(MarginalTarget::velocity, test::gaussian_path(GaussianKind::flow, 0.0))},
        {"score of the linear SPDE", marginal(MarginalTarget::score, test::cosine_path()), 5, 6},
    };
}

/// Loss on the same example before the first and after the last of `updates`.
std::pair<double, double> overfit(const std::string& preset, const Case& c, int updates) {
    Deck deck = Deck::parse("[network]\npreset = \"" + preset + "\"\n", "test");
    const auto network = make_network(read_network_settings(deck), {1, c.ny, c.nx}, 0, 7);
    const Example example = c.objective->example(one_batch(c.ny, c.nx));
    torch::optim::Adam optimizer(network->parameters(), torch::optim::AdamOptions(2e-3));
    double first = 0.0;
    double last = 0.0;
    for (int i = 0; i <= updates; ++i) {
        optimizer.zero_grad();
        const at::Tensor loss = loss_per_image(example, network->forward(example.input, example.time, {})).mean();
        (i == 0 ? first : last) = loss.item<double>();
        loss.backward();
        optimizer.step();
    }
    // A network whose last layer is zero starts from the loss of F = 0, exactly.
    EXPECT_EQ(first, loss_per_image(example, at::zeros_like(example.target)).mean().item<double>()) << c.name;
    return {first, last};
}

// 4 images of 64 values against 160 thousand weights: what is learned can be repeated. A twentieth of the first loss is
// far below what the best constant output reaches (above a half: the targets' spread is of the size of their values).
TEST(Overfit, EveryObjectiveLearnsOneBatchByHeart) {
    for (const Case& c : cases()) {
        const auto [first, last] = overfit("smoke", c, 300);
        EXPECT_LT(last, 0.05 * first) << c.name;
    }
}

TEST(Overfit, TheTutorialAndSmallNetworksToo) {
    for (const char* preset : {"tutorial", "small"}) {
        const auto [first, last] = overfit(preset, cases()[1], 200);
        EXPECT_LT(last, 0.05 * first) << preset;
    }
}

}  // namespace
}  // namespace ebru
