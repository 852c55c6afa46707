#include "ml/train/trained_network.hpp"

#include <torch/serialize/input-archive.h>

#include "ml/network/make_network.hpp"
#include "ml/train/archive_file.hpp"
#include "ml/train/stored_weights.hpp"
#include "ml/train/weight_average.hpp"

namespace ebru {

TrainedNetwork load_trained(const std::filesystem::path& file, WeightSet weights, c10::Device device,
                            const NetworkMaker& make) {
    TrainedNetwork trained;
    read_archive(file, [&](torch::serialize::InputArchive& archive) {
        trained.run = read_identity(archive);
        const StoredWeights stored = read_weights(archive);
        trained.network = make(trained.run);
        trained.step = stored.step;
        copy_weights(stored, weights, *trained.network, weights_of(*trained.network), file);
    });
    for (at::Tensor& parameter : trained.network->parameters()) {
        parameter.set_requires_grad(false);
    }
    trained.network->to(device);
    trained.network->eval();
    return trained;
}

TrainedNetwork load_trained(const std::filesystem::path& file, WeightSet weights, c10::Device device) {
    return load_trained(file, weights, device, [](const RunIdentity& run) {
        Deck deck = Deck::parse(run.network, "the network stored with the weights");
        return make_network(read_network_settings(deck), run.shape, run.classes, run.seed);
    });
}

RunIdentity read_run_identity(const std::filesystem::path& file) {
    RunIdentity run;
    read_archive(file, [&](torch::serialize::InputArchive& archive) { run = read_identity(archive); });
    return run;
}

}  // namespace ebru
