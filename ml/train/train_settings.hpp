#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/enum_names.hpp"
#include "config/deck.hpp"
#include "ml/train/weight_set.hpp"

namespace ebru {

enum class OptimizerKind { adam, adamw };
/// What the learning rate does after its warm-up.
enum class RateDecay { constant, cosine };

template <>
struct EnumNames<OptimizerKind> {
    static constexpr auto table =
        std::to_array<EnumName<OptimizerKind>>({{OptimizerKind::adam, "adam"}, {OptimizerKind::adamw, "adamw"}});
};

template <>
struct EnumNames<RateDecay> {
    static constexpr auto table =
        std::to_array<EnumName<RateDecay>>({{RateDecay::constant, "constant"}, {RateDecay::cosine, "cosine"}});
};

/// What an update is: two runs with these settings equal go through the same weights.
struct UpdateSettings {
    std::int64_t batch = 64;      ///< B, images of an update
    std::int64_t accumulate = 1;  ///< parts that a batch is worked off in: less memory, the same update to round-off
    OptimizerKind optimizer = OptimizerKind::adam;
    double learning_rate = 2.0e-4;  ///< after the warm-up
    std::int64_t warmup = 500;      ///< updates of linear rise
    RateDecay decay = RateDecay::constant;
    std::int64_t decay_steps = 0;  ///< of cosine: update at which the rate is 0
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1.0e-8;
    double weight_decay = 0.0;
    double clip = 1.0;             ///< largest norm of all gradients together; 0: none
    double average_decay = 0.999;  ///< of the running average of the weights
    double label_dropout = 0.1;    ///< part of the labels replaced by "no class"
    bool bf16 = false;             ///< convolutions and matrix products in bfloat16; weights stay float
    bool channels_last = false;    ///< memory order of weights and images
    std::uint64_t seed = 1;
};

/// How a run goes about it: may differ between a run and its resumption.
struct TrainRunSettings {
    std::int64_t steps = 20000;          ///< updates
    std::int64_t log_every = 10;         ///< updates a line of log.csv
    std::int64_t validate_every = 1000;  ///< 0: never
    std::int64_t validation_images = 256;
    std::int64_t sheet_every = 0;  ///< 0: at the end alone
    double checkpoint_seconds = 600.0;
    std::int64_t checkpoint_steps = 0;  ///< 0: by the clock alone
    double wall_time = 0.0;             ///< seconds after which to stop and save; 0: none
};

/// Weights to begin with.
struct StartSettings {
    std::filesystem::path file;  ///< weights.pt or checkpoint.pt of another run; empty: fresh weights
    WeightSet weights = WeightSet::average;
};

/// The [train] table.
struct TrainSettings {
    UpdateSettings update;
    TrainRunSettings run;
    StartSettings start;
};

/// \throws UserError for values out of range or at odds with each other.
TrainSettings read_train_settings(Deck& deck);

/// The keys of [train] that say how, not what, is trained: left out of what a resumed run must agree with.
std::vector<std::string> run_keys();

}  // namespace ebru
