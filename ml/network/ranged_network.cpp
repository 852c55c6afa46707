#include "ml/network/ranged_network.hpp"

#include <ATen/Functions.h>

#include "base/error.hpp"

namespace ebru {

RangedNetwork::RangedNetwork(std::shared_ptr<Network> network, const ImageRange& range)
    : network_(register_module("network", std::move(network))), range_(range) {
    EBRU_EXPECT(range.high > range.low);
}

at::Tensor RangedNetwork::forward(const at::Tensor& x, const at::Tensor& time, const at::Tensor& label) {
    const double width = range_.high - range_.low;
    return width * network_->forward((x - range_.low) / width, time, label);
}

}  // namespace ebru
