#pragma once

#include <ATen/ATen.h>
#include <torch/optim/adam.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/deck.hpp"
#include "ml/network/make_network.hpp"
#include "ml/objective/less_degraded.hpp"
#include "ml/objective/marginal_objective.hpp"
#include "tests/ml/support/paths.hpp"

namespace ebru::test {

/// An objective, on images of a size.
struct OverfitCase {
    std::string name;
    std::shared_ptr<const Objective> objective;
    ImageShape shape{1, 8, 8};
    std::int64_t images = 4;
};

inline std::shared_ptr<const Objective> marginal(MarginalTarget target, std::shared_ptr<const MarginalPath> path) {
    return std::make_shared<MarginalObjective>(target, std::move(path), 3);
}

inline std::shared_ptr<const Objective> less_degraded() {
    return std::make_shared<LessDegraded>(LessDegraded::Parameters{.levels = 4, .noise = 0.01, .seed = 3});
}

/// Uniform values as images; half their contrast at levels 1, 2 ...
inline TrainingBatch one_batch(const OverfitCase& c) {
    at::manual_seed(5);
    TrainingBatch batch;
    for (std::int64_t i = 0; i < c.images; ++i) {
        batch.ids.push_back(i);
    }
    batch.clean = at::rand({c.images, c.shape.channels, c.shape.ny, c.shape.nx}, at::kFloat);
    batch.target = batch.clean;
    batch.degraded = 0.5 * batch.clean + 0.25;
    batch.level = at::arange(1, c.images + 1, at::kLong);
    return batch;
}

struct OverfitResult {
    std::int64_t parameters = 0;
    double zero_output = 0.0;  ///< loss of F = 0
    double first = 0.0;        ///< loss before the first update
    double last = 0.0;         ///< after the last one, of the same example
};

/// Trains a preset, without dropout, on one and the same example.
inline OverfitResult overfit(const std::string& preset, const OverfitCase& c, int updates, double learning_rate) {
    Deck deck = Deck::parse("[network]\npreset = \"" + preset + "\"\ndropout = 0.0\n", "overfitting");
    const auto network = make_network(read_network_settings(deck), c.shape, 0, 7);
    const Example example = c.objective->example(one_batch(c));
    torch::optim::Adam optimizer(network->parameters(), torch::optim::AdamOptions(learning_rate));
    OverfitResult result{.parameters = parameter_count(*network),
                         .zero_output = loss_per_image(example, at::zeros_like(example.target)).mean().item<double>()};
    for (int i = 0; i <= updates; ++i) {
        optimizer.zero_grad();
        const at::Tensor loss = loss_per_image(example, network->forward(example.input, example.time, {})).mean();
        (i == 0 ? result.first : result.last) = loss.item<double>();
        loss.backward();
        optimizer.step();
    }
    return result;
}

/// What is learned by heart leaves less than a twentieth of the first loss: far below what the best constant output
/// reaches (above a half: the targets' spread is of the size of their values).
constexpr double learned_part = 0.05;

}  // namespace ebru::test
