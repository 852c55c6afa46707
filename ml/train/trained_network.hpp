#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "ml/network/network.hpp"
#include "ml/train/run_identity.hpp"
#include "ml/train/weight_set.hpp"

namespace ebru {

/// A network with its weights, and the run that it comes from.
struct TrainedNetwork {
    std::shared_ptr<Network> network;  ///< in evaluation mode, without gradients, on the device asked for
    RunIdentity run;
    std::int64_t step = 0;  ///< updates that the weights have seen
};

/// Makes the network that a run's texts describe; its weights are then replaced.
using NetworkMaker = std::function<std::shared_ptr<Network>(const RunIdentity& run)>;

/// Reads weights.pt or checkpoint.pt of `ebru train`. Format version, length and checksum are checked before anything
/// is used, names and shapes of the weights before they are copied.
/// \throws UserError for a file that is missing, truncated, damaged, of another format or of another network.
TrainedNetwork load_trained(const std::filesystem::path& file, WeightSet weights, c10::Device device,
                            const NetworkMaker& make);

/// The same with make_network() of the stored network text.
TrainedNetwork load_trained(const std::filesystem::path& file, WeightSet weights, c10::Device device);

/// The texts alone, without making a network: for messages and for checks before work starts. \throws UserError
RunIdentity read_run_identity(const std::filesystem::path& file);

}  // namespace ebru
