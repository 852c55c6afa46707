#include "ml/features/feature_network.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ebru {

namespace {

constexpr int small_side = 12;
constexpr std::int64_t fields = 3;
constexpr std::array<int, 3> channels{16, 32, 64};

int convolutions_for(const ImageShape& shape) {
    int count = 1;
    for (int side = std::min(shape.ny, shape.nx); side >= small_side; side /= 2) {
        ++count;
    }
    return count;
}

}  // namespace

FeatureNetwork::FeatureNetwork(const ImageShape& shape, int classes, double scale, std::uint64_t seed) {
    ParameterStart start(seed, WeightStart::fan_in);
    int in = shape.channels;
    for (int layer = 0; layer < convolutions_for(shape); ++layer) {
        const int out = channels[std::min<std::size_t>(static_cast<std::size_t>(layer), channels.size() - 1)];
        convolutions_.push_back(register_module(fmt::format("convolution{}", layer),
                                                std::make_shared<Convolution>(start, in, out, 3, scale)));
        in = out;
    }
    hidden_ = register_module(
        "hidden", std::make_shared<Dense>(start, in * static_cast<int>(fields * fields), static_cast<int>(width)));
    if (classes > 0) {
        head_ = register_module("head", std::make_shared<Dense>(start, static_cast<int>(width), classes));
    }
}

std::vector<at::Tensor> FeatureNetwork::maps(const at::Tensor& images) const {
    std::vector<at::Tensor> maps;
    at::Tensor x = 2.0 * images - 1.0;
    for (std::size_t layer = 0; layer < convolutions_.size(); ++layer) {
        x = at::relu(convolutions_[layer]->forward(layer == 0 ? x : at::max_pool2d(x, {2, 2})));
        maps.push_back(x);
    }
    return maps;
}

at::Tensor FeatureNetwork::features(const std::vector<at::Tensor>& maps) const {
    return at::relu(hidden_->forward(at::adaptive_avg_pool2d(maps.back(), {fields, fields}).flatten(1)));
}

at::Tensor FeatureNetwork::logits(const at::Tensor& features) const {
    return head_->forward(features);
}

}  // namespace ebru
