#include "ml/features/network_extractor.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <utility>

#include "base/text_hash.hpp"
#include "ml/features/extractor_checks.hpp"
#include "ml/features/stop_between.hpp"

namespace ebru {

namespace {

constexpr std::int64_t block = 256;  // images at a time

/// What `of` gives for all images, block by block.
template <class Of>
at::Tensor in_blocks(const at::Tensor& images, const Of& of) {
    const at::NoGradGuard no_grad;
    std::vector<at::Tensor> parts;
    for (const at::Tensor& part : images.split(block)) {
        stop_between_pieces();
        parts.push_back(of(part));
    }
    return at::cat(parts);
}

}  // namespace

NetworkExtractor::NetworkExtractor(FeatureFacts facts, const ImageShape& shape, std::shared_ptr<FeatureNetwork> network)
    : facts_(std::move(facts)), shape_(shape), network_(std::move(network)) {}

at::Tensor NetworkExtractor::features(const at::Tensor& images) {
    require_shape(images, shape_, facts_.name);
    at::Tensor features = in_blocks(
        images, [&](const at::Tensor& part) { return network_->features(network_->maps(part)).to(at::kDouble); });
    require_finite(features, facts_.name);
    return features;
}

std::vector<at::Tensor> NetworkExtractor::maps(const at::Tensor& images) {
    require_shape(images, shape_, facts_.name);
    const at::NoGradGuard no_grad;
    return network_->maps(images);
}

at::Tensor NetworkExtractor::probabilities(const at::Tensor& images) {
    if (facts_.classes == 0) {
        return {};
    }
    require_shape(images, shape_, facts_.name);
    return in_blocks(images, [&](const at::Tensor& part) {
        return at::softmax(network_->logits(network_->features(network_->maps(part))).to(at::kDouble), 1);
    });
}

std::unique_ptr<FeatureExtractor> make_random_extractor(const ImageShape& shape, std::uint64_t seed) {
    constexpr double keeps_size = 6.0;
    const auto network = std::make_shared<FeatureNetwork>(shape, 0, keeps_size, seed);
    FeatureFacts facts;
    facts.name = "random";
    facts.features = FeatureNetwork::width;
    facts.hash =
        network_hash(*network, fmt::format("random {} {} {} seed {}", shape.channels, shape.ny, shape.nx, seed));
    return std::make_unique<NetworkExtractor>(std::move(facts), shape, network);
}

std::string network_hash(const FeatureNetwork& network, const std::string& text) {
    TextHash hash;
    hash.add(text);
    for (const auto& parameter : network.named_parameters()) {
        const at::Tensor values = parameter.value().detach().contiguous();
        hash.add(parameter.key());
        hash.add(std::as_bytes(std::span(values.const_data_ptr<float>(), static_cast<std::size_t>(values.numel()))));
    }
    return hash.text();
}

}  // namespace ebru
