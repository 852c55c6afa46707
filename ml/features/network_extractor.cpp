#include "ml/features/network_extractor.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <utility>

#include "base/text_hash.hpp"
#include "ml/bridge/one_thread_each.hpp"
#include "ml/features/extractor_checks.hpp"
#include "ml/features/feature_slice.hpp"

namespace ebru {

namespace {

/// What `of` gives for all images, slice by slice.
template <class Of>
at::Tensor in_slices(const at::Tensor& images, const Of& of) {
    return slice_by_slice(images, feature_slice, [&](const at::Tensor& slice, std::int64_t /*first*/) {
        const at::NoGradGuard no_grad;
        return of(slice);
    });
}

}  // namespace

NetworkExtractor::NetworkExtractor(FeatureFacts facts, const ImageShape& shape, std::shared_ptr<FeatureNetwork> network)
    : facts_(std::move(facts)), shape_(shape), network_(std::move(network)) {}

at::Tensor NetworkExtractor::features(const at::Tensor& images) {
    require_shape(images, shape_, facts_.name);
    at::Tensor features = in_slices(
        images, [&](const at::Tensor& part) { return network_->features(network_->maps(part)).to(at::kDouble); });
    require_finite(features, facts_.name);
    return features;
}

std::vector<at::Tensor> NetworkExtractor::maps(const at::Tensor& images) {
    require_shape(images, shape_, facts_.name);
    const std::vector<at::Tensor> slices = images.split(feature_slice);
    std::vector<std::vector<at::Tensor>> of_slices(slices.size());
    one_thread_each(static_cast<std::int64_t>(slices.size()), [&](std::int64_t i) {
        const at::NoGradGuard no_grad;
        of_slices[static_cast<std::size_t>(i)] = network_->maps(slices[static_cast<std::size_t>(i)]);
    });
    std::vector<at::Tensor> maps;
    for (std::size_t layer = 0; layer < of_slices.front().size(); ++layer) {
        std::vector<at::Tensor> parts;
        for (const std::vector<at::Tensor>& of_slice : of_slices) {
            parts.push_back(of_slice[layer]);
        }
        maps.push_back(at::cat(parts));
    }
    return maps;
}

at::Tensor NetworkExtractor::probabilities(const at::Tensor& images) {
    if (facts_.classes == 0) {
        return {};
    }
    require_shape(images, shape_, facts_.name);
    return in_slices(images, [&](const at::Tensor& part) {
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
