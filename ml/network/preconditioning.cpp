#include "ml/network/preconditioning.hpp"

#include <ATen/Functions.h>

#include "base/error.hpp"

namespace ebru {

Preconditioning edm_preconditioning(const at::Tensor& sigma, double data_deviation) {
    const double s = data_deviation;
    const at::Tensor variance = sigma.square() + s * s;
    return {.skip = s * s / variance,
            .out = sigma * s * variance.rsqrt(),
            .in = variance.rsqrt(),
            .noise = sigma.log() / 4.0};
}

PreconditionedNetwork::PreconditionedNetwork(std::shared_ptr<Network> network, double data_deviation)
    : network_(register_module("network", std::move(network))), data_deviation_(data_deviation) {
    EBRU_EXPECT(data_deviation > 0.0);
}

at::Tensor PreconditionedNetwork::forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) {
    const Preconditioning c = edm_preconditioning(time.exp(), data_deviation_);
    const auto over_images = [](const at::Tensor& factor) { return factor.view({-1, 1, 1, 1}); };
    const at::Tensor output = network_->forward(over_images(c.in) * x, c.noise, label);
    return over_images(c.skip) * x + over_images(c.out) * output;
}

}  // namespace ebru
