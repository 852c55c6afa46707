#pragma once

#include <c10/core/Device.h>
#include <torch/optim/optimizer.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "ml/data/training_source.hpp"
#include "ml/network/network.hpp"
#include "ml/objective/objective.hpp"
#include "ml/train/bin_losses.hpp"
#include "ml/train/gradient_sum.hpp"
#include "ml/train/train_settings.hpp"
#include "ml/train/weight_average.hpp"

namespace ebru {

/// A loss or gradient that is no number. The weights are still those before the update.
class LossNotFinite : public UserError {
  public:
    using UserError::UserError;
};

/// Numbers of an update.
struct UpdateReport {
    double loss = 0.0;           ///< mean over the images of the batch
    double gradient_norm = 0.0;  ///< before clipping
    double learning_rate = 0.0;
};

/// A network on its way: update n = 0, 1, ... learns from draws n B .. n B + B - 1. Everything random is a function of
/// (seed, n), so the state is weights, average, optimiser and n alone.
///
/// Over P ranks each has all of the state, and of every part of a batch its share_of() the images; gradients are summed
/// over ranks before they are clipped, so that every rank then makes the same update. Dropout draws differ between
/// ranks, as they must: rank r's are a function of (seed, n, r).
///
/// Bit-equal on the same binary, instruction set, number of threads (LibTorch's own sums depend on it) and of ranks.
/// Without dropout two ranks have the bits of one rank with two parts: both add the same two gradients.
class Trainer {
  public:
    /// \param network moved to the device, and into the memory order of the settings; equal on all ranks. Source and
    /// objective must live on. \param ranks at most the images of a part (check_shares()).
    Trainer(const UpdateSettings& settings, std::shared_ptr<Network> network, TrainingSource& source,
            const Objective& objective, c10::Device device, const Ranks& ranks = Ranks::job());

    /// One update: the mean loss of the batch, worked off in `accumulate` parts; clipping; the optimiser; the average.
    /// Collective. \throws LossNotFinite on all ranks, naming the update, before anything is changed; UserError of the
    /// source.
    UpdateReport update();

    /// Mean loss of draws 0 .. images - 1 of a source with the network as it stands; draws and noise are the same at
    /// every call. Without gradients and dropout when the network is in evaluation mode. Collective: ranks take parts
    /// in turn, and the result has the same bits for any number of them.
    double loss_on(TrainingSource& source, std::int64_t images);

    /// Whether every weight and every average is a finite number.
    [[nodiscard]] bool is_finite() const;

    [[nodiscard]] std::int64_t updates() const { return updates_; }
    void set_updates(std::int64_t updates) { updates_ = updates; }
    [[nodiscard]] Network& network() const { return *network_; }
    [[nodiscard]] torch::optim::Optimizer& optimizer() const { return *optimizer_; }
    [[nodiscard]] WeightAverage& average() { return average_; }
    [[nodiscard]] const WeightAverage& average() const { return average_; }
    [[nodiscard]] BinLosses& bin_losses() { return bin_losses_; }
    [[nodiscard]] const UpdateSettings& settings() const { return settings_; }
    [[nodiscard]] const Ranks& ranks() const { return ranks_; }
    [[nodiscard]] const GradientSum& gradient_sum() const { return gradients_; }

  private:
    [[nodiscard]] at::Tensor losses_of(const Example& example, const at::Tensor& label) const;
    double accumulate_gradients();
    void check_finite(double loss, double gradient_norm) const;

    UpdateSettings settings_;
    std::shared_ptr<Network> network_;
    TrainingSource& source_;
    const Objective& objective_;
    c10::Device device_;
    const Ranks& ranks_;
    std::vector<at::Tensor> parameters_;
    GradientSum gradients_;
    std::unique_ptr<torch::optim::Optimizer> optimizer_;
    WeightAverage average_;
    BinLosses bin_losses_;
    std::int64_t updates_ = 0;
};

/// Example on another device.
Example to_device(const Example& example, c10::Device device);

}  // namespace ebru
