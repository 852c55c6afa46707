#pragma once

#include <memory>

#include "ml/features/feature_extractor.hpp"
#include "ml/features/feature_network.hpp"

namespace ebru {

/// The features, maps and, with classes, probabilities of a FeatureNetwork; in slices of
/// fixed size, one thread each: the bits do not depend on threads, nor memory on the number of images (but for maps()).
class NetworkExtractor final : public FeatureExtractor {
  public:
    /// \param facts with its hash; \param network of images of `shape`.
    NetworkExtractor(FeatureFacts facts, const ImageShape& shape, std::shared_ptr<FeatureNetwork> network);

    [[nodiscard]] const FeatureFacts& facts() const override { return facts_; }
    at::Tensor features(const at::Tensor& images) override;
    std::vector<at::Tensor> maps(const at::Tensor& images) override;
    at::Tensor probabilities(const at::Tensor& images) override;

  private:
    FeatureFacts facts_;
    ImageShape shape_;
    std::shared_ptr<FeatureNetwork> network_;
};

/// "random": the network with its first weights, never trained. No data, no file: the same features wherever equal
/// seeds meet images of one shape. For random features see Naeem et al., ICML (2020), section 4.
std::unique_ptr<FeatureExtractor> make_random_extractor(const ImageShape& shape, std::uint64_t seed);

/// The hash of a network's weights and of a text that says all else.
std::string network_hash(const FeatureNetwork& network, const std::string& text);

}  // namespace ebru
