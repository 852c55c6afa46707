#include "ml/network/layers.hpp"

#include <ATen/Functions.h>

#include <algorithm>
#include <numbers>

namespace ebru {

Convolution::Convolution(ParameterStart& start, int in, int out, int kernel, double scale) : kernel_(kernel) {
    const std::int64_t cells = std::int64_t{kernel} * kernel;
    weight_ = register_parameter("weight", start.weight({out, in, kernel, kernel}, in * cells, out * cells, scale));
    bias_ = register_parameter("bias", start.bias(out, in * cells, scale));
}

at::Tensor Convolution::forward(const at::Tensor& x) const {
    return at::conv2d(x, weight_, bias_, 1, kernel_ / 2);
}

at::Tensor Convolution::forward_strided(const at::Tensor& x, int padding) const {
    return at::conv2d(x, weight_, bias_, 2, padding);
}

Dense::Dense(ParameterStart& start, int in, int out) {
    weight_ = register_parameter("weight", start.weight({out, in}, in, out, 1.0));
    bias_ = register_parameter("bias", start.bias(out, in, 1.0));
}

at::Tensor Dense::forward(const at::Tensor& x) const {
    return at::linear(x.to(weight_.scalar_type()), weight_, bias_);
}

int groups_of(int channels, int most, int fewest) {
    int groups = std::clamp(channels / fewest, 1, most);
    while (channels % groups != 0) {
        --groups;
    }
    return groups;
}

GroupNormalisation::GroupNormalisation(const NetworkSettings& settings, int channels)
    : groups_(groups_of(channels, settings.groups, settings.group_channels)) {
    weight_ = register_parameter("weight", at::ones({channels}));
    bias_ = register_parameter("bias", at::zeros({channels}));
}

at::Tensor GroupNormalisation::forward(const at::Tensor& x) const {
    return at::group_norm(x, groups_, weight_, bias_, 1e-5);
}

at::Tensor add_skip(at::Tensor a, const at::Tensor& b, SkipSum sum) {
    a.add_(b);
    return sum == SkipSum::plain ? a : a.mul_(std::numbers::sqrt2 / 2.0);
}

}  // namespace ebru
