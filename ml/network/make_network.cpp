#include "ml/network/make_network.hpp"

#include <ATen/core/Tensor.h>

#include "base/error.hpp"
#include "ml/network/preconditioning.hpp"
#include "ml/network/ranged_network.hpp"
#include "ml/network/unet.hpp"

namespace ebru {

std::shared_ptr<Network> make_network(const NetworkSettings& settings, const ImageShape& shape, int classes,
                                      std::uint64_t seed) {
    EBRU_EXPECT(shape.channels >= 1 && classes >= 0);
    const bool preconditioned = settings.preconditioning == PreconditioningKind::edm;
    validate(!preconditioned || settings.output_channels == 0 || settings.output_channels == shape.channels,
             "network.output_channels = " + std::to_string(settings.output_channels),
             "preconditioning adds a part of the image, which has " + std::to_string(shape.channels) + " channels",
             "leave output_channels at 0 or use preconditioning = \"none\"");
    auto network = std::make_shared<UNet>(settings, shape.channels, classes, seed);
    if (preconditioned) {
        return std::make_shared<PreconditionedNetwork>(std::move(network), settings.data_deviation);
    }
    if (settings.preconditioning == PreconditioningKind::range) {
        return std::make_shared<RangedNetwork>(std::move(network), settings.range);
    }
    return network;
}

std::int64_t parameter_count(const Network& network) {
    std::int64_t count = 0;
    for (const at::Tensor& parameter : network.parameters()) {
        count += parameter.numel();
    }
    return count;
}

}  // namespace ebru
