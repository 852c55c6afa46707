#include "ml/train/weight_average.hpp"

#include <ATen/ATen.h>

#include <algorithm>

#include "base/planted_fault.hpp"

namespace ebru {

std::vector<at::Tensor> weights_of(const Network& network) {
    std::vector<at::Tensor> weights = network.parameters();
    for (const at::Tensor& buffer : network.buffers()) {
        weights.push_back(buffer);
    }
    return weights;
}

std::vector<std::string> weight_names(const Network& network) {
    std::vector<std::string> names;
    for (const auto& entry : network.named_parameters()) {
        names.push_back(entry.key());
    }
    for (const auto& entry : network.named_buffers()) {
        names.push_back(entry.key());
    }
    return names;
}

WeightAverage::WeightAverage(const Network& network, double decay) : decay_(decay), weights_(weights_of(network)) {
    for (const at::Tensor& weight : weights_) {
        average_.push_back(weight.detach().clone());
    }
}

double WeightAverage::decay_at(std::int64_t n) const {
    const auto count = static_cast<double>(n);
    return std::min(decay_, (1.0 + count) / (10.0 + count));
}

void WeightAverage::update(std::int64_t n) {
    const at::NoGradGuard no_grad;
    std::vector<at::Tensor> averages;
    std::vector<at::Tensor> numbers;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        if (weights_[i].is_floating_point()) {
            averages.push_back(average_[i]);
            numbers.push_back(weights_[i].detach());
        } else {
            average_[i].copy_(weights_[i]);
        }
    }
    at::_foreach_lerp_(averages, numbers, 1.0 - decay_at(n));
}

void WeightAverage::swap() {
    if (planted(Fault::average_not_swapped)) {
        return;
    }
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        const at::Tensor own = weights_[i].detach();  // keeps the memory that the weight is about to leave
        weights_[i].set_data(average_[i]);
        average_[i] = own;
    }
}

AveragedWeights::AveragedWeights(Network& network, WeightAverage& average) : network_(network), average_(average) {
    average_.swap();
    network_.eval();
}

AveragedWeights::~AveragedWeights() {
    average_.swap();
    network_.train();
}

}  // namespace ebru
