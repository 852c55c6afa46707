#include "ml/train/trainer.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/random.hpp"
#include "ml/train/autocast_scope.hpp"
#include "ml/train/label_dropout.hpp"
#include "ml/train/learning_rate.hpp"
#include "ml/train/optimizer.hpp"
#include "ml/train/rank_share.hpp"
#include "ranks/messages.hpp"

namespace ebru {

namespace {

/// Moves a network to its device and its images' memory order, then returns it.
std::shared_ptr<Network> placed(std::shared_ptr<Network> network, const UpdateSettings& settings, c10::Device device) {
    network->to(device);
    if (settings.channels_last) {
        for (at::Tensor& parameter : network->parameters()) {
            if (parameter.dim() == 4) {
                parameter.set_data(parameter.detach().contiguous(at::MemoryFormat::ChannelsLast));
            }
        }
    }
    network->train();
    return network;
}

bool all_finite(const std::vector<at::Tensor>& tensors) {
    return std::ranges::all_of(tensors, [](const at::Tensor& tensor) {
        return !tensor.is_floating_point() || at::isfinite(tensor.detach()).all().item<bool>();
    });
}

}  // namespace

Example to_device(const Example& example, c10::Device device) {
    return {example.input.to(device), example.time.to(device), example.target.to(device), example.weight.to(device),
            example.bin};
}

Trainer::Trainer(const UpdateSettings& settings, std::shared_ptr<Network> network, TrainingSource& source,
                 const Objective& objective, c10::Device device, const Ranks& ranks)
    : settings_(settings),
      network_(placed(std::move(network), settings, device)),
      source_(source),
      objective_(objective),
      device_(device),
      ranks_(ranks),
      parameters_(network_->parameters()),
      gradients_(ranks, parameters_),
      optimizer_(make_optimizer(settings, parameters_)),
      average_(*network_, settings.average_decay),
      bin_losses_(objective.bins()) {
    EBRU_EXPECT(settings.batch / settings.accumulate >= ranks.count());
    source_.set_stride(settings.batch / settings.accumulate);
}

at::Tensor Trainer::losses_of(const Example& example, const at::Tensor& label) const {
    const ComputeFormat format = settings_.bf16 ? ComputeFormat::bfloat16 : ComputeFormat::single_precision;
    at::Tensor output;
    {
        const AutocastScope autocast(device_.type(), format);
        const at::Tensor input =
            settings_.channels_last ? example.input.contiguous(at::MemoryFormat::ChannelsLast) : example.input;
        output = network_->forward(input, example.time, label);
    }
    return loss_per_image(example, output);
}

double Trainer::accumulate_gradients() {
    const std::int64_t part = settings_.batch / settings_.accumulate;
    const ImageShare own = share_of(part, ranks_.rank(), ranks_.count());
    double total = 0.0;
    for (std::int64_t i = 0; i < settings_.accumulate; ++i) {
        const TrainingBatch batch = source_.batch(updates_ * settings_.batch + i * part + own.first, own.size);
        const Example example = to_device(objective_.example(batch), device_);
        const at::Tensor label = drop_labels(batch, source_.classes(), settings_.label_dropout, settings_.seed);
        const at::Tensor losses = losses_of(example, label.defined() ? label.to(device_) : label);
        const at::Tensor sum = losses.sum();
        total += sum.item<double>();
        if (i + 1 == settings_.accumulate) {
            gradients_.begin(total);
        }
        if (std::isfinite(total)) {  // else the sum of the losses tells all ranks, and a backward pass nothing more
            (sum / static_cast<double>(settings_.batch)).backward();
            bin_losses_.add(losses, example.bin);
        }
    }
    return gradients_.finish() / static_cast<double>(settings_.batch);
}

void Trainer::check_finite(double loss, double gradient_norm) const {
    if (std::isfinite(loss) && std::isfinite(gradient_norm)) {
        return;
    }
    const double value = std::isfinite(loss) ? gradient_norm : loss;
    throw LossNotFinite(fmt::format("update {} of the training", updates_),
                        fmt::format("{} is {}", std::isfinite(loss) ? "the norm of its gradients" : "its loss",
                                    std::isnan(value) ? "nan" : "infinite"),
                        "lower train.learning_rate or train.clip, or train without train.bf16");
}

UpdateReport Trainer::update() {
    // Dropout draws from LibTorch's generator; seeded anew for every update, it has no state worth saving.
    const RandomWords words = random_words(
        settings_.seed, RandomPurpose::training_dropout,
        {.sample = static_cast<std::uint64_t>(ranks_.rank()), .level = static_cast<std::uint64_t>(updates_)});
    at::manual_seed(words.word[0]);
    optimizer_->zero_grad();
    UpdateReport report;
    report.loss = accumulate_gradients();
    check_finite(report.loss, 0.0);
    report.gradient_norm = clip_gradients(parameters_, settings_.clip);
    check_finite(report.loss, report.gradient_norm);
    report.learning_rate = learning_rate_at(settings_, updates_);
    set_learning_rate(*optimizer_, report.learning_rate);
    optimizer_->step();
    ++updates_;
    average_.update(updates_);
    return report;
}

double Trainer::loss_on(TrainingSource& source, std::int64_t images) {
    const at::NoGradGuard no_grad;
    const std::int64_t part = settings_.batch / settings_.accumulate;
    std::vector<double> sums(static_cast<std::size_t>((images + part - 1) / part), 0.0);
    for (std::size_t i = static_cast<std::size_t>(ranks_.rank()); i < sums.size();
         i += static_cast<std::size_t>(ranks_.count())) {
        const std::int64_t first = static_cast<std::int64_t>(i) * part;
        const TrainingBatch batch = source.batch(first, std::min(part, images - first));
        const Example example = to_device(objective_.example(batch), device_);
        const at::Tensor label = batch.label.defined() ? batch.label.to(device_) : batch.label;
        sums[i] = losses_of(example, label).sum().item<double>();
    }
    PendingSum(ranks_, sums).wait();  // every one has a single rank's number, and zeros
    return std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(images);
}

bool Trainer::is_finite() const {
    return all_finite(weights_of(*network_)) && all_finite(average_.tensors());
}

}  // namespace ebru
