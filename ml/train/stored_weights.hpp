#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ml/network/network.hpp"
#include "ml/train/run_identity.hpp"
#include "ml/train/weight_set.hpp"

namespace torch::serialize {
class InputArchive;
class OutputArchive;
}  // namespace torch::serialize

namespace ebru {

/// Weights as archives hold them, on the host.
struct StoredWeights {
    std::vector<std::string> names;
    std::vector<at::Tensor> raw;
    std::vector<at::Tensor> average;
    std::int64_t step = 0;

    [[nodiscard]] const std::vector<at::Tensor>& of(WeightSet set) const {
        return set == WeightSet::average ? average : raw;
    }
};

void write_identity(torch::serialize::OutputArchive& archive, const RunIdentity& run);
RunIdentity read_identity(torch::serialize::InputArchive& archive);

void write_weights(torch::serialize::OutputArchive& archive, const StoredWeights& weights);
StoredWeights read_weights(torch::serialize::InputArchive& archive);

/// Copies into tensors of a network. \param file for messages.
/// \throws UserError when names or shapes differ, before anything is copied.
void copy_weights(const StoredWeights& stored, WeightSet set, const Network& network, std::vector<at::Tensor> into,
                  const std::filesystem::path& file);

}  // namespace ebru
