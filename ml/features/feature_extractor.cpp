#include "ml/features/feature_extractor.hpp"

namespace ebru {

std::vector<at::Tensor> FeatureExtractor::maps(const at::Tensor& /*images*/) {
    return {};
}

at::Tensor FeatureExtractor::probabilities(const at::Tensor& /*images*/) {
    return {};
}

}  // namespace ebru
