#include <gtest/gtest.h>

#include "ml/network/make_network.hpp"
#include "ml/train/checkpoint.hpp"
#include "ml/train/trained_network.hpp"
#include "tests/ml/train/toy_training.hpp"

namespace ebru {
namespace {

TEST(TrainedNetwork, UNetIsMadeAnewFromItsTextAndGivesTheSameOutput) {
    const TestFolder folder;
    Deck deck = Deck::parse("[network]\npreset = \"smoke\"\n", "deck.toml");
    const NetworkSettings network = read_network_settings(deck);
    ToySource source;
    ToyObjective objective;
    Trainer trainer(toy_settings(), make_network(network, source.shape(), 0, 1), source, objective, at::kCPU);
    trainer.update();
    trainer.update();
    RunIdentity run = toy_identity();
    run.network = network_text(network);
    save_weights(folder.path() / "weights.pt", trainer, run);

    const TrainedNetwork trained = load_trained(folder.path() / "weights.pt", WeightSet::average, at::kCPU);

    const at::NoGradGuard no_grad;
    const AveragedWeights averaged(trainer.network(), trainer.average());
    const at::Tensor x = source.batch(0, 2).clean;
    const at::Tensor time = at::ones({2});
    const at::Tensor expected = trainer.network().forward(x, time, {});
    EXPECT_TRUE(at::equal(trained.network->forward(x, time, {}), expected));
    EXPECT_GT(expected.abs().max().item<double>(), 0.0);
}

}  // namespace
}  // namespace ebru
