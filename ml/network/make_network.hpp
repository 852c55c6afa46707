#pragma once

#include <memory>

#include "field/image_batch.hpp"
#include "ml/network/network.hpp"
#include "ml/network/network_settings.hpp"

namespace ebru {

/// The network of a deck, on the host, float32, in training mode. \param shape of an image; the number of its channels
/// counts, any size will do. \param classes 0 without labels. \param seed of the first weights: equal seeds, equal
/// bits. \throws UserError for preconditioning with other output than input channels.
std::shared_ptr<Network> make_network(const NetworkSettings& settings, const ImageShape& shape, int classes,
                                      std::uint64_t seed);

/// Values that training moves.
std::int64_t parameter_count(const Network& network);

}  // namespace ebru
